// Narratives are kept as a template's name and its parameters and rendered on read: a better wording reaches old alerts, the
// stored decision does not change, and nothing that a vendor wrote is ever taken for a template.

export interface Narrative {
  readonly template: 'alert.v1';
  readonly params: {
    readonly severity: string;
    readonly product: string;
    readonly rule: string | null;
    readonly actor: string | null;
    readonly target: string | null;
    readonly source: string | null;
    readonly techniques: readonly string[];
    readonly score: number;
    readonly recommended: string;
    readonly reasons: readonly string[];
    readonly missing: readonly string[];
  };
}

const RECOMMENDATIONS: Record<string, string> = {
  critical_immediate: 'act on it immediately',
  suspicious_escalate: 'escalate it',
  requires_investigation: 'investigate it',
  benign_auto_resolved: 'close it as benign, once automatic closing is earned',
};

export function renderNarrative(narrative: Narrative): string {
  const { params } = narrative;
  const named = params.rule ? ` by the rule "${params.rule}"` : '';
  const sentences = [`${params.product} reported a finding of ${params.severity} severity${named}.`];
  const parts = [
    params.actor ? `by ${params.actor}` : null,
    params.source ? `from ${params.source}` : null,
    params.target ? `on ${params.target}` : null,
  ].filter((part) => part !== null);
  if (parts.length > 0) sentences.push(`It concerns activity ${parts.join(' ')}.`);
  if (params.techniques.length > 0) sentences.push(`Mapped to ${params.techniques.join(', ')}.`);
  sentences.push(
    `Risk ${params.score} of 100${params.reasons.length > 0 ? `, mostly from ${joinWords(params.reasons)}` : ''}; recommended: ${RECOMMENDATIONS[params.recommended] ?? params.recommended}.`,
  );
  if (params.missing.length > 0)
    sentences.push(`Not known when this was decided: ${joinWords(params.missing)}.`);
  return sentences.join(' ');
}

function joinWords(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
