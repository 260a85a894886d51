// Reads any object and any line into the record model. Everything it says is read from the record; what the record does
// not say is said to be missing (flags), not invented.

import {
  cut,
  type Entity,
  type EntityRole,
  type EntityType,
  type JsonObject,
  type Link,
  type NormalizedRecord,
  parseTimeNear,
  type RecordFlag,
  type Sensor,
  type Severity,
  severityOnScale,
  tacticOf,
  tacticsOfTechnique,
  techniqueByName,
  techniquesIn,
  type VendorClosure,
} from '@watchfloor/sdk';
import type { ReasonedEntity } from './entity-reasons.ts';
import { type Gathered, gather } from './gather.ts';
import { judgeKind } from './judge-kind.ts';
import { readTime } from './read-clock.ts';
import { readClosure } from './read-closure.ts';
import { type RecognisedProduct, recogniseProduct } from './recognise.ts';
import { outcomeOf, type Summary, summarise } from './summarise.ts';
import type { FieldLeaf } from './walk-fields.ts';

export interface ReadOptions {
  /** A time near the record's own, such as when it arrived; places times without a year. Absent: they stay unknown. */
  readonly near?: string;
  /** What the record is, when the sender has said so in a form of its own. */
  readonly kind?: 'alert' | 'event';
}

/** A reading with its reasons, for the dry run that shows why each value was taken. */
export interface ExplainedReading {
  readonly record: NormalizedRecord;
  readonly entities: readonly ReasonedEntity[];
  readonly product: RecognisedProduct | null;
}

/** Reads any record. Never throws; the same input gives the same record. */
export function readAnything(input: JsonObject | string, options: ReadOptions = {}): NormalizedRecord {
  return explainAnything(input, options).record;
}

const TITLE_MAX = 500;
const DESCRIPTION_MAX = 10_000;

/** As `readAnything`, and tells the reason for every entity and how the product was recognised. */
export function explainAnything(input: JsonObject | string, options: ReadOptions = {}): ExplainedReading {
  const gathered = gather(input);
  const product = recogniseProduct(input, gathered.line ?? undefined);
  const has = (name: string): boolean => gathered.leaves.some((leaf) => leaf.meaning.purpose.name === name);
  const telling = gathered.leaves.filter((leaf) => leaf.meaning.purpose.isTelling);
  const summary = summarise(telling, { source: product?.source ?? '', has });
  const kind = options.kind ?? product?.kind ?? judgeKind(telling, summary).kind;
  const flags = new Set<RecordFlag>(['best_effort']);
  const time = findTime(gathered, summary, options);
  if (time === null) flags.add('time_missing');
  const severity = findSeverity(gathered, summary);
  if (severity === null) flags.add('severity_unknown');
  if (gathered.isTooDeep) flags.add('depth_limit');
  if (gathered.isCapped) flags.add('entities_capped');
  const title = findTitle({ gathered, summary, product, kind });
  if (title.length > TITLE_MAX) flags.add('text_cut');
  const techniques = findTechniques(summary);
  const entities = adjustRoles(dropBareNames(gathered.entities), gathered.leaves);
  const base = {
    vendor: product?.vendor ?? '',
    product: product?.product ?? '',
    source_ref: summary.id?.text ?? null,
    title: cut(title, TITLE_MAX),
    description: cut(findDescription(gathered, summary, title), DESCRIPTION_MAX),
    category: categoryOf(summary),
    severity:
      severity ?? (kind === 'alert' ? ('medium' satisfies Severity) : ('informational' satisfies Severity)),
    sensor: sensorOf(product, entities),
    occurred_at: time,
    entities: entities.map(({ type, value, role }): Entity => ({ type, value, role })),
    labels: labelsOf(summary),
    links: linksOf(gathered.leaves),
    flags: [...flags],
    tactics: findTactics(summary, techniques),
    techniques,
    rule: {
      id: summary.ruleId === null ? null : cut(summary.ruleId.text, 200),
      name: ruleName(summary, kind),
    },
  };
  const closure: VendorClosure | null = kind === 'alert' ? readClosure(telling) : null;
  const record: NormalizedRecord =
    kind === 'alert'
      ? { ...base, kind, closure }
      : {
          ...base,
          kind,
          action: cut(summary.action?.text ?? '', 200),
          outcome: outcomeOf(summary.outcome?.text ?? ''),
        };
  return { record, entities, product };
}

function findTime(gathered: Gathered, summary: Summary, options: ReadOptions): string | null {
  if (summary.time !== null && summary.time.rank >= 60) return summary.time.text;
  const header = gathered.line?.time ?? null;
  const own = header === null ? null : readTime(header);
  if (own !== null) return own;
  // The log line carries no year; whoever knows when it arrived can place it.
  const near = header === null || options.near === undefined ? null : parseTimeNear(header, options.near);
  return near ?? summary.time?.text ?? null;
}

function findSeverity(gathered: Gathered, summary: Summary): Severity | null {
  if (summary.severity !== null) return summary.severity.severity;
  const priority = gathered.line?.priority ?? null;
  return priority === null ? null : severityOnScale(priority.severity, 7, 'down');
}

interface TitleContext {
  readonly gathered: Gathered;
  readonly summary: Summary;
  readonly product: RecognisedProduct | null;
  readonly kind: 'alert' | 'event';
}

/** The best human text; a mere type or code gets the product's name before it; never empty. */
function findTitle({ gathered, summary, product, kind }: TitleContext): string {
  const name = displayName(product);
  const found = summary.title;
  // One word (`pass`, `Login`) is no title by itself.
  const isMereWord = found !== null && found.rank <= 75 && !found.text.includes(' ');
  if (found !== null && found.rank > 60 && !isMereWord) return found.text;
  const message = (gathered.line?.message ?? '').replaceAll(/\s+/g, ' ').trim();
  const isColumns = gathered.line?.form === 'csv' && found !== null;
  if (message !== '' && !isColumns && !/^[{<]/.test(message)) return cut(message, TITLE_MAX);
  if (found !== null) return name === '' ? found.text : `${name}: ${found.text}`;
  const what = kind === 'alert' ? 'alert' : 'event';
  const program = gathered.line?.program ?? '';
  if (program !== '') return `${program} ${what}`;
  return name === '' ? `Unrecognised ${what}` : `${name} ${what}`;
}

/** `GitHub Audit`, but `Microsoft 365` and not `Microsoft Microsoft 365`. */
function displayName(product: RecognisedProduct | null): string {
  if (product === null) return '';
  const { vendor, product: name } = product;
  if (name === '' || vendor === '') return name || vendor;
  return name.toLowerCase().startsWith(vendor.toLowerCase()) ? name : `${vendor} ${name}`;
}

function findDescription(gathered: Gathered, summary: Summary, title: string): string {
  const text = summary.description?.text ?? (gathered.line?.message ?? '').trim();
  return text === title ? '' : text;
}

function ruleName(summary: Summary, kind: 'alert' | 'event'): string | null {
  const name = summary.ruleName;
  if (name === null || (kind === 'event' && name.rank < 90)) return null;
  return cut(name.text, TITLE_MAX);
}

const CATEGORIES_MAX = 2_000;
const categories = new Map<string, string>();

/** Categories are few and come with every record. */
function categoryOf(summary: Summary): string {
  const text = summary.category?.text ?? '';
  const known = categories.get(text);
  if (known !== undefined) return known;
  if (categories.size >= CATEGORIES_MAX) categories.clear();
  const category = categoryWord(text);
  if (text.length <= 100) categories.set(text, category);
  return category;
}

function categoryWord(text: string): string {
  return cut(
    text
      .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}]+/gu, '_')
      .replaceAll(/^_+|_+$/g, ''),
    80,
  );
}

function findTechniques(summary: Summary): string[] {
  const found = new Set<string>();
  for (const text of summary.techniqueTexts) {
    const ids = techniquesIn(text);
    for (const id of ids) found.add(id);
    const named = ids.length === 0 ? techniqueByName(text) : null;
    if (named !== null) found.add(named);
  }
  return [...found].slice(0, 50);
}

function findTactics(summary: Summary, techniques: readonly string[]): string[] {
  const found = new Set<string>();
  for (const text of summary.tacticTexts) {
    for (const part of text.split(/[,;:]\s*/)) {
      const tactic = tacticOf(part);
      if (tactic !== null) found.add(tactic);
    }
    for (const id of text.match(/\bTA\d{4}\b/g) ?? []) {
      const tactic = tacticOf(id);
      if (tactic !== null) found.add(tactic);
    }
  }
  if (found.size === 0)
    for (const technique of techniques) for (const tactic of tacticsOfTechnique(technique)) found.add(tactic);
  return [...found].slice(0, 20);
}

function labelsOf(summary: Summary): string[] {
  const labels = summary.tags
    .map((tag) => tag.trim())
    .filter((tag) => tag.length <= 80 && /\p{L}/u.test(tag));
  return [...new Set(labels)].slice(0, 20);
}

const LINKS_MAX = 5;

function linksOf(leaves: readonly FieldLeaf[]): Link[] {
  const links: Link[] = [];
  for (const leaf of leaves) {
    if (links.length >= LINKS_MAX) break;
    if (typeof leaf.value !== 'string' || !leaf.value.startsWith('https://') || leaf.value.length > 2_000)
      continue;
    if (!leaf.meaning.isProductLink || /\s/.test(leaf.value) || links.some((link) => link.url === leaf.value))
      continue;
    if (!/^https:\/\/[\w.-]+\.[a-z]{2,}(?:[:/?#]|$)/i.test(leaf.value)) continue;
    links.push({ label: leaf.path.slice(leaf.path.lastIndexOf('.') + 1).slice(0, 80), url: leaf.value });
  }
  return links;
}

/** `cmd.exe` beside `C:\Windows\System32\cmd.exe` says nothing more. */
function dropBareNames(entities: readonly ReasonedEntity[]): ReasonedEntity[] {
  const paths = entities
    .filter((entity) => PATH_TYPES.has(entity.type) && /[\\/]/.test(entity.value))
    .map((entity) => entity.value.toLowerCase());
  if (paths.length === 0) return [...entities];
  return entities.filter((entity) => {
    if (!PATH_TYPES.has(entity.type) || /[\\/]/.test(entity.value)) return true;
    const name = entity.value.toLowerCase();
    return !paths.some(
      (path) => path.endsWith(name) && /[\\/]/.test(path[path.length - name.length - 1] ?? ''),
    );
  });
}

const PATH_TYPES: ReadonlySet<EntityType> = new Set<EntityType>(['process_path', 'file_path']);

/** Where a record has a local and a remote end, the remote end is the destination; alone, it is where someone came from. */
function adjustRoles(entities: readonly ReasonedEntity[], leaves: readonly FieldLeaf[]): ReasonedEntity[] {
  const hasLocal = leaves.some(({ meaning }) => meaning.isLocal && meaning.noun === 'ip');
  if (!hasLocal) return [...entities];
  const remote = new Set(leaves.filter(({ meaning }) => meaning.isRemote).map(({ path }) => path));
  return entities.map((entity) => {
    const field = entity.because.slice(0, entity.because.lastIndexOf(': '));
    const role: EntityRole = 'destination';
    return entity.role === 'source' && remote.has(field) ? { ...entity, role } : entity;
  });
}

function sensorOf(product: RecognisedProduct | null, entities: readonly ReasonedEntity[]): Sensor {
  if (product !== null && product.sensor !== 'unknown') return product.sensor;
  const types = new Set(entities.map((entity) => entity.type));
  if (types.has('process_path') || types.has('command_line') || types.has('registry_key')) return 'endpoint';
  const roles = new Set(entities.filter((entity) => entity.type === 'ip').map((entity) => entity.role));
  if (roles.has('source') && roles.has('destination')) return 'network';
  if (types.has('cloud_resource')) return 'cloud';
  return types.has('user') && types.has('ip') ? 'identity' : 'unknown';
}
