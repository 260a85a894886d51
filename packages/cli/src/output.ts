// Tables for people, JSON for machines.

/** Prints rows as a table on a terminal or pipe, or as one JSON document with --json. */
export function printRows(rows: readonly object[], columns: readonly Column[], json: boolean): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
    return;
  }
  if (rows.length === 0) {
    process.stdout.write('none\n');
    return;
  }
  process.stdout.write(`${renderTable(rows, columns, terminalWidth())}\n`);
}

export interface Column {
  readonly title: string;
  readonly value: (row: never) => string | number | null | undefined;
  /** Takes what room is left, and is cut where that is too little. */
  readonly wide?: boolean;
}

export function terminalWidth(): number {
  return process.stdout.isTTY ? (process.stdout.columns ?? 120) : 160;
}

export function renderTable(rows: readonly object[], columns: readonly Column[], width: number): string {
  const texts = rows.map((row) => columns.map((column) => clean(String(column.value(row as never) ?? ''))));
  const widths = columns.map((column, index) =>
    Math.max(column.title.length, ...texts.map((row) => row[index]?.length ?? 0)),
  );
  const used = widths.reduce((sum, size) => sum + size, 0) + 2 * (columns.length - 1);
  const wide = columns.findIndex((column) => column.wide);
  if (wide !== -1 && used > width) widths[wide] = Math.max(12, (widths[wide] ?? 0) - (used - width));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, index) => fit(cell, widths[index] ?? 0))
      .join('  ')
      .trimEnd();
  return [line(columns.map((column) => column.title)), ...texts.map(line)].join('\n');
}

function fit(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, Math.max(0, width - 1))}…` : text.padEnd(width);
}

/** Text of vendors must not steer the terminal: control characters, escapes among them, are shown as a dot. */
export function clean(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is to be removed.
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, '·');
}

/** `3 min`, `2 h`, `5 d`: how long ago. */
export function age(iso: string, now: Date): string {
  const seconds = Math.max(0, Math.round((now.getTime() - Date.parse(iso)) / 1000));
  if (seconds < 90) return `${seconds} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  if (seconds < 36 * 3600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}
