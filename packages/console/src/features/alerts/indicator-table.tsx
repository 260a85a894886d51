import type { Alert } from '@watchfloor/client';
import { CopyButton } from '../../ui/copy-button.tsx';
import { defang } from '../../ui/defang.ts';
import { MarkChip } from '../entities/mark-chip.tsx';
import { EntityIcon } from './entity-chip.tsx';
import { typeWords } from './entity-words.ts';

/** What can be looked up or blocked. Copied defanged, a value is safe to paste into a chat or a ticket. */
export function IndicatorTable({ indicators }: { readonly indicators: Alert['indicators'] }) {
  if (indicators.length === 0)
    return <p className="px-3.5 py-3 text-sm text-ink-3">No indicators were found in the record.</p>;
  return (
    <table className="w-full table-fixed text-sm">
      <caption className="sr-only">Indicators</caption>
      <colgroup>
        <col className="w-38" />
        <col />
        <col className="w-20" />
      </colgroup>
      <thead className="sr-only">
        <tr>
          <th scope="col">Type</th>
          <th scope="col">Value</th>
          <th scope="col">Copy</th>
        </tr>
      </thead>
      <tbody>
        {indicators.map(({ type, value, ...mark }) => (
          <tr key={`${type}:${value}`} className="border-b border-line last:border-0 hover:bg-hover">
            <td className="py-0.5 pl-3.5 align-top">
              <span className="flex h-6.5 items-center gap-1.5 text-xs text-ink-2">
                <EntityIcon type={type} />
                {typeWords(type)}
              </span>
            </td>
            <td className="py-1 pr-2">
              <span className="flex flex-wrap items-center gap-2">
                <span className="break-all font-mono text-xs leading-5.5 text-ink">{value}</span>
                <MarkChip mark={mark} />
              </span>
            </td>
            <td className="py-0.5 pr-2.5 text-right align-top">
              <CopyButton text={value} label={`Copy ${typeWords(type)} as it is`} />
              <CopyButton
                text={defang(type, value)}
                label={`Copy ${typeWords(type)} defanged`}
                icon="defanged"
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** All of them as text, one on a line, defanged. */
export function indicatorsAsText(indicators: Alert['indicators']): string {
  return indicators.map(({ type, value }) => `${type}\t${defang(type, value)}`).join('\n');
}
