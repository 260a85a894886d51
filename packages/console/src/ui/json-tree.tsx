import { ChevronRight } from 'lucide-react';
import { cx } from './cx.ts';

interface JsonTreeProps {
  readonly value: unknown;
  /** Levels that are open at first. */
  readonly openDepth?: number;
}

const CHILDREN_MAX = 500;

/** A value as a tree one can open and close, by the browser's own details element. */
export function JsonTree({ value, openDepth = 2 }: JsonTreeProps) {
  return (
    <div className="font-mono text-xs leading-5">
      <Node name={null} value={value} depth={0} openDepth={openDepth} />
    </div>
  );
}

interface NodeProps {
  readonly name: string | null;
  readonly value: unknown;
  readonly depth: number;
  readonly openDepth: number;
}

function Node({ name, value, depth, openDepth }: NodeProps) {
  if (typeof value !== 'object' || value === null) {
    return (
      <div className="flex gap-1.5 pl-4">
        <Name name={name} />
        <Scalar value={value} />
      </div>
    );
  }
  const entries: [string, unknown][] = Array.isArray(value)
    ? value.map((item, index) => [String(index), item])
    : Object.entries(value);
  const [left, right] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  if (entries.length === 0) {
    return (
      <div className="flex gap-1.5 pl-4">
        <Name name={name} />
        <span className="text-ink-3">{`${left}${right}`}</span>
      </div>
    );
  }
  return (
    <details open={depth < openDepth} className="group/node">
      <summary className="flex cursor-default list-none items-center gap-1 rounded-sm hover:bg-hover [&::-webkit-details-marker]:hidden">
        <ChevronRight
          aria-hidden
          className="size-3 shrink-0 text-ink-3 transition-transform [details[open]>summary>&]:rotate-90"
        />
        <Name name={name} />
        <span className="text-ink-3">
          {left}
          {entries.length}
          {right}
        </span>
      </summary>
      <div className={cx('border-l border-line', 'ml-1.5 pl-1')}>
        {entries.slice(0, CHILDREN_MAX).map(([key, item]) => (
          <Node key={key} name={key} value={item} depth={depth + 1} openDepth={openDepth} />
        ))}
        {entries.length > CHILDREN_MAX ? (
          <div className="pl-4 text-ink-3">… {entries.length - CHILDREN_MAX} more are not shown</div>
        ) : null}
      </div>
    </details>
  );
}

function Name({ name }: { readonly name: string | null }) {
  if (name === null) return null;
  return <span className="shrink-0 text-ink-2">{name}:</span>;
}

function Scalar({ value }: { readonly value: unknown }) {
  if (typeof value === 'string')
    return (
      <span className="min-w-0 whitespace-pre-wrap break-all text-good">{value === '' ? '""' : value}</span>
    );
  if (typeof value === 'number') return <span className="text-low tabular">{value}</span>;
  return <span className="text-high">{String(value)}</span>;
}
