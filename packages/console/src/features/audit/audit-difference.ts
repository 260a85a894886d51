// Before and after of an audit record, field by field.

export interface FieldDifference {
  readonly name: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly change: 'added' | 'removed' | 'changed' | 'same';
}

type Fields = Readonly<Record<string, unknown>>;

/** What changed comes first, in the order of the record; then what stayed the same. */
export function differencesOf(before: Fields | null, after: Fields | null): FieldDifference[] {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  const rows = names.map((name): FieldDifference => {
    const had = before !== null && Object.hasOwn(before, name);
    const has = after !== null && Object.hasOwn(after, name);
    const values = { before: had ? before[name] : undefined, after: has ? after[name] : undefined };
    if (!had) return { name, ...values, change: 'added' };
    if (!has) return { name, ...values, change: 'removed' };
    return { name, ...values, change: isSame(values.before, values.after) ? 'same' : 'changed' };
  });
  return [
    ...rows.filter(({ change }) => change !== 'same'),
    ...rows.filter(({ change }) => change === 'same'),
  ];
}

/** The order of keys means nothing in JSON. */
function isSame(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const [left, right] = [Object.entries(one), new Map(Object.entries(other))];
  return (
    left.length === right.size &&
    left.every(([key, value]) => right.has(key) && isSame(value, right.get(key)))
  );
}

/** A value in a line; null for what is better shown as a tree. */
export function shortValue(value: unknown): string | null {
  if (value === undefined) return '';
  if (value === null) return 'none';
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const isPlainList = Array.isArray(value) && value.every((item) => typeof item === 'string');
  return isPlainList ? (value.length === 0 ? 'none' : value.join(', ')) : null;
}
