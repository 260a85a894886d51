/** What a person pasted: a JSON object when it is one, else the text as it stands, which the server reads as a line. */
export function recordOfText(text: string): string | Record<string, unknown> {
  const trimmed = text.trim();
  if (!trimmed.startsWith('{')) return trimmed;
  try {
    return JSON.parse(trimmed);
  } catch {
    // Not quite JSON: the server says what it can read in it.
    return trimmed;
  }
}
