import type { RawRecord } from '@watchfloor/client';
import { TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { CodeView } from '../../ui/code-view.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { SelectInput } from '../../ui/field.tsx';
import { formatBytes } from '../../ui/format.ts';
import { ExactTime } from '../../ui/time.tsx';

/** The records as received, newest revision first: the bytes, their hash, and whether what is shown is all of them. */
export function RawRecords({ records }: { readonly records: readonly RawRecord[] }) {
  const [chosen, setChosen] = useState<string | null>(null);
  const record = records.find((candidate) => candidate.id === chosen) ?? records[0];
  if (!record) return <p className="px-3.5 py-3 text-sm text-ink-3">The record is no longer kept.</p>;
  return (
    <div>
      <div className="flex flex-wrap items-center gap-x-5 gap-y-1.5 border-b border-line px-3.5 py-2 text-xs text-ink-2">
        {records.length > 1 ? (
          <SelectInput
            aria-label="Revision"
            value={record.id}
            onChange={(event) => setChosen(event.target.value)}
            className="h-7 w-auto text-xs"
          >
            {records.map((candidate) => (
              <option key={candidate.id} value={candidate.id}>
                Revision {candidate.revision}
              </option>
            ))}
          </SelectInput>
        ) : null}
        <span>
          <ExactTime at={record.received_at} />
        </span>
        <span className="font-mono">{record.content_type}</span>
        <span className="tabular">{formatBytes(record.size_bytes)}</span>
        <span className="flex min-w-0 items-center gap-1">
          <span className="text-ink-3">sha-256</span>
          <span className="truncate font-mono" title={record.sha256}>
            {record.sha256.slice(0, 16)}…
          </span>
          <CopyButton text={record.sha256} label="Copy sha-256 of the bytes" />
        </span>
      </div>
      {record.exact ? null : (
        <p role="note" className="flex items-start gap-2 border-b border-line px-3.5 py-2 text-xs text-ink-2">
          <TriangleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0 text-high" />
          Not exact: some bytes are not UTF-8 and stand here as U+FFFD (�). The kept record, and its hash,
          have the bytes as they came.
        </p>
      )}
      <CodeView key={record.id} text={record.body} label={`Record, revision ${record.revision}`} />
    </div>
  );
}
