import { groupPermissions } from './role-rules.ts';

interface Choice<Name extends string> {
  readonly name: Name;
  readonly text: string | null;
  /** Why it cannot be chosen, or taken away. */
  readonly refusal: string | null;
}

interface BoxesProps<Name extends string> {
  readonly legend: string;
  readonly choices: readonly Choice<Name>[];
  readonly chosen: readonly Name[];
  readonly onChange: (chosen: Name[]) => void;
}

/** Permissions to choose from, by subject. Those that one cannot give stay visible, with the reason. */
export function PermissionBoxes<Name extends string>({
  legend,
  choices,
  chosen,
  onChange,
}: BoxesProps<Name>) {
  const toggle = (name: Name) =>
    onChange(
      choices
        .map((choice) => choice.name)
        .filter((other) => (other === name ? !chosen.includes(name) : chosen.includes(other))),
    );
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="mb-1 text-xs font-medium text-ink-2">{legend}</legend>
      {groupPermissions(choices).map((group) => (
        <div key={group.name} className="grid grid-cols-[6.5rem_minmax(0,1fr)] gap-x-3 max-sm:grid-cols-1">
          <p className="caption pt-0.5">{group.name}</p>
          <div className="flex flex-col gap-1.5">
            {group.permissions.map(({ name, text, refusal }) => (
              <label
                key={name}
                className="flex items-start gap-2 text-sm has-disabled:opacity-70"
                title={refusal ?? undefined}
              >
                <input
                  type="checkbox"
                  checked={chosen.includes(name)}
                  disabled={refusal !== null}
                  onChange={() => toggle(name)}
                  className="mt-0.5 size-4 shrink-0 accent-accent-fill"
                />
                <span className="min-w-0">
                  <span className="font-mono text-xs text-ink">{name}</span>
                  {text ? <span className="block text-xs text-ink-3">{text}</span> : null}
                  {refusal ? <span className="block text-xs text-medium">{refusal}</span> : null}
                </span>
              </label>
            ))}
          </div>
        </div>
      ))}
    </fieldset>
  );
}
