import { Dialog } from '../ui/dialog.tsx';
import { Keys } from '../ui/keys.tsx';
import { type Shortcut, useBoundShortcuts } from './use-shortcuts.ts';

/** The keys that work on this page, read from what is bound. */
export function HelpSheet({ onClose }: { readonly onClose: () => void }) {
  const shortcuts = useBoundShortcuts();
  const groups = Map.groupBy(shortcuts, (shortcut) => shortcut.group);
  return (
    <Dialog title="Keyboard" description="What works on this page." width="lg" onClose={onClose}>
      <div className="columns-1 gap-8 sm:columns-2">
        {[...groups].map(([name, entries]) => (
          <section key={name} className="mb-5 break-inside-avoid">
            <h3 className="caption mb-1.5">{name}</h3>
            <dl>
              {byLabel(entries).map(([label, keys]) => (
                <div
                  key={label}
                  className="flex items-center gap-3 border-b border-line py-1.5 last:border-0"
                >
                  <dt className="min-w-0 flex-1 text-sm text-ink">{label}</dt>
                  <dd className="flex items-center gap-1.5">
                    {keys.map((key, index) => (
                      <span key={key} className="flex items-center gap-1.5 text-2xs text-ink-3">
                        {index > 0 ? 'or' : null}
                        <Keys keys={key} />
                      </span>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

/** Keys that do the same stand on one line. */
function byLabel(shortcuts: readonly Shortcut[]): [string, string[]][] {
  const lines = new Map<string, string[]>();
  for (const { label, keys } of shortcuts) lines.set(label, [...(lines.get(label) ?? []), keys]);
  return [...lines];
}
