// Evidence of a factor as the engine writes it, `entity:ip:192.0.2.1`, and what it leads to.

/** Tactics of ATT&CK Enterprise with MITRE's ids, for links to their pages. */
const TACTIC_IDS: Readonly<Record<string, string>> = {
  reconnaissance: 'TA0043',
  'resource-development': 'TA0042',
  'initial-access': 'TA0001',
  execution: 'TA0002',
  persistence: 'TA0003',
  'privilege-escalation': 'TA0004',
  'defense-evasion': 'TA0005',
  'credential-access': 'TA0006',
  discovery: 'TA0007',
  'lateral-movement': 'TA0008',
  collection: 'TA0009',
  'command-and-control': 'TA0011',
  exfiltration: 'TA0010',
  impact: 'TA0040',
};

export type Evidence =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'entity'; readonly type: string; readonly value: string }
  | { readonly kind: 'technique'; readonly id: string }
  | { readonly kind: 'tactic'; readonly name: string; readonly url: string | null }
  | { readonly kind: 'alert'; readonly id: string }
  | { readonly kind: 'rule'; readonly id: string }
  | { readonly kind: 'policy'; readonly version: string }
  /** Of a newer engine: shown as it is. */
  | { readonly kind: 'other'; readonly text: string };

export function parseEvidence(text: string): Evidence {
  const colon = text.indexOf(':');
  const kind = text.slice(0, Math.max(0, colon));
  const rest = text.slice(colon + 1);
  if (rest === '') return { kind: 'other', text };
  switch (kind) {
    case 'field':
      return { kind, name: rest };
    case 'entity': {
      const split = rest.indexOf(':');
      if (split < 1 || split === rest.length - 1) return { kind: 'other', text };
      return { kind, type: rest.slice(0, split), value: rest.slice(split + 1) };
    }
    case 'technique':
      return { kind, id: rest };
    case 'tactic':
      return { kind, name: rest, url: tacticUrl(rest) };
    case 'alert':
      return { kind, id: wireIdOf(rest) };
    case 'rule':
      return { kind, id: rest };
    case 'policy':
      return { kind, version: rest };
    default:
      return { kind: 'other', text };
  }
}

export function tacticUrl(name: string): string | null {
  const id = TACTIC_IDS[name];
  return id ? `https://attack.mitre.org/tactics/${id}/` : null;
}

/** Decisions keep the bare uuid; addresses of the console have the wire id. */
function wireIdOf(id: string): string {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id) ? `alert_${id.replaceAll('-', '')}` : id;
}
