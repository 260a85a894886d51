import { useQuery } from '@tanstack/react-query';
import { holds, useSession } from '../session/session.ts';
import { sourcesQuery } from '../sources/source-queries.ts';

interface BoxesProps {
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
}

/** The sources that a key may submit to; none chosen means all. */
export function SourceBoxes({ chosen, onChange }: BoxesProps) {
  const session = useSession();
  const sources = useQuery({ ...sourcesQuery, enabled: holds(session, 'integrations:read') });
  const names = [...new Set([...(sources.data ?? []).map(({ id }) => id), ...chosen])];
  if (names.length === 0) return null;
  const toggle = (id: string) =>
    onChange(chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id]);
  return (
    <fieldset>
      <legend className="mb-1 text-xs font-medium text-ink-2">Sources it may submit to</legend>
      <div className="flex flex-wrap gap-x-5 gap-y-1.5">
        {names.map((id) => (
          <label key={id} className="flex items-center gap-2 text-sm">
            <input
              type="checkbox"
              checked={chosen.includes(id)}
              onChange={() => toggle(id)}
              className="size-4 accent-accent-fill"
            />
            {id}
          </label>
        ))}
      </div>
      <p className="mt-1 text-xs text-ink-3">
        {chosen.length === 0 ? 'None chosen means all.' : 'To no other.'}
      </p>
    </fieldset>
  );
}
