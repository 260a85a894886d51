// Alert or event. An alert is a finding of a product: somebody has already judged that this matters. Sign-ins, DNS, flow
// and audit records are events, whatever their severity. The product decides where it sends only one kind; else the
// record's own words do, and in doubt it is an event, which still feeds detection.

import type { Summary } from './summarise.ts';
import type { FieldLeaf } from './walk-fields.ts';

export interface KindEvidence {
  readonly kind: 'alert' | 'event';
  readonly because: string;
}

/** Judges by the record alone, without knowing its product. */
export function judgeKind(leaves: readonly FieldLeaf[], summary: Summary): KindEvidence {
  const stated = statedKind(leaves);
  if (stated !== null) return stated;
  let points = 0;
  const reasons: string[] = [];
  const count = (value: number, reason: string): void => {
    points += value;
    reasons.push(reason);
  };
  if (summary.id !== null && FINDING_NAME.test(leafName(summary.id.path)))
    count(2, `id in ${summary.id.path}`);
  else if (
    leaves.some((leaf) => FINDING_KEY.test(leaf.meaning.purpose.name) && leaf.meaning.purpose.isAboutFinding)
  ) {
    count(2, 'the id of a finding');
  }
  if (summary.title !== null && FINDING_NAME.test(summary.title.path))
    count(2, `title in ${summary.title.path}`);
  const finding = leaves.find((leaf) => isFindingField(leaf));
  if (finding !== undefined) count(2, `finding named in ${finding.path}`);
  const about = new Set(
    leaves.filter((leaf) => leaf.meaning.purpose.isAboutFinding).map((leaf) => leaf.meaning.purpose.name),
  );
  if (about.size >= 2) count(2, `fields about a finding (${[...about].slice(0, 3).join(', ')})`);
  if (summary.ruleName !== null || summary.ruleId !== null) count(1, 'a rule');
  if (summary.severity !== null && summary.severity.rank >= 80) count(1, 'a severity');
  if (summary.techniqueTexts.length > 0) count(1, 'ATT&CK techniques');
  if (
    summary.category !== null &&
    (FINDING_WORD.test(summary.category.text) || FINDING_NAME.test(summary.category.path))
  ) {
    count(1, 'its category');
  }
  if (summary.title !== null && summary.title.rank >= 85 && FINDING_WORD.test(summary.title.text))
    count(1, 'its title');
  if (summary.description !== null && FINDING_TEXT.test(summary.description.text.slice(0, 300)))
    count(1, 'its description');
  if (summary.title !== null && summary.title.rank >= 92 && summary.description !== null)
    count(1, 'title and description');
  if (leaves.some((leaf) => leaf.meaning.purpose.isActivity)) count(-1, 'an activity with its outcome');
  return points >= 3
    ? { kind: 'alert', because: reasons.join(', ') }
    : { kind: 'event', because: 'nothing says that it is a finding' };
}

const FINDING_NAME =
  /alert|finding|detection|incident|offense|threat|malware|virus|signature|attack|notable|breach|violation|vulnerab/i;
const FINDING_KEY = /^(?:alert|finding|detection|incident|offense)(?:id|uid|uuid|key|number)$/;
const FINDING_WORD =
  /alert|finding|detection|threat|malware|virus|intrusion|exploit|phish|ransom|malicious|suspicious|attack|trojan|botnet|injection|brute.?force|abnormal|anomal/i;

const FINDING_TEXT =
  /\b(?:malware|virus|trojan|ransomware|exploit|phishing|intrusion|attack|suspicious|malicious|brute.?force)\b/i;

function leafName(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

/** A named threat, malware or signature: the field is filled, and with a name. */
function isFindingField(leaf: FieldLeaf): boolean {
  if (!leaf.meaning.purpose.isFinding || typeof leaf.value !== 'string' || leaf.value.length < 4)
    return false;
  return !/^(?:none|null|n\/a|unknown|clean|no|false|0|-|undefined)$/i.test(leaf.value);
}

/** `event.kind` of ECS, `kind` of our own form and their like. */
function statedKind(leaves: readonly FieldLeaf[]): KindEvidence | null {
  for (const leaf of leaves) {
    if (!leaf.meaning.purpose.isKind || typeof leaf.value !== 'string') continue;
    const kind = leaf.value.toLowerCase();
    if (kind === 'alert' || kind === 'signal') return { kind: 'alert', because: `${leaf.path} is ${kind}` };
    if (
      kind === 'event' ||
      kind === 'metric' ||
      kind === 'state' ||
      kind === 'asset' ||
      kind === 'enrichment'
    ) {
      return { kind: 'event', because: `${leaf.path} is ${kind}` };
    }
  }
  return null;
}
