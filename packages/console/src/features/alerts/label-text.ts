// Labels as one types them: separated by commas or lines.

const LABELS_MAX = 50;
const LABEL_LENGTH_MAX = 100;

/** The labels in the text, each once, in order. */
export function labelsOf(text: string): string[] {
  const labels = text.split(/[,\n]/).map((part) => part.trim());
  return [...new Set(labels.filter((label) => label !== ''))];
}

/** Why these labels cannot be saved; null when they can. */
export function refuseLabels(labels: readonly string[]): string | null {
  if (labels.length > LABELS_MAX) return `At most ${LABELS_MAX} labels.`;
  const long = labels.find((label) => label.length > LABEL_LENGTH_MAX);
  return long === undefined ? null : `“${long.slice(0, 20)}…” is longer than ${LABEL_LENGTH_MAX} characters.`;
}
