import { useMutation } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Field, SelectInput, TextInput } from '../../ui/field.tsx';
import { formatBytes } from '../../ui/format.ts';
import { Panel } from '../../ui/panel.tsx';
import { ErrorNote } from '../../ui/states.tsx';
import { TIME_PLACEHOLDER, timeOfInput, timeProblem } from '../alerts/time-input.ts';
import { downloadAudit } from './audit-download.ts';

type Format = 'jsonl' | 'cef';

const FORMAT_HINTS: Readonly<Record<Format, string>> = {
  jsonl: 'Verifies by itself: with the chain, its checkpoints and the public key.',
  cef: 'One line a record, for a SIEM; does not hold the chain.',
};

/** Audit records as a file. */
export function AuditExportPanel() {
  const [format, setFormat] = useState<Format>('jsonl');
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const start = timeOfInput(from);
  const end = timeOfInput(to);
  const isBackwards = start !== null && end !== null && start >= end;
  const problems = {
    from: timeProblem(from),
    to: timeProblem(to) ?? (isBackwards ? 'The end lies before the beginning.' : null),
  };
  const loading = useMutation({
    mutationFn: () => downloadAudit({ format, from: start, to: end }),
  });
  const isReady = problems.from === null && problems.to === null;
  return (
    <Panel title="Export" note="That it was taken is recorded.">
      <div className="flex flex-col gap-3 px-3.5 py-3">
        <div className="flex flex-wrap items-start gap-3">
          <div className="w-64">
            <Field label="Format" hint={FORMAT_HINTS[format]}>
              {(control) => (
                <SelectInput
                  {...control}
                  value={format}
                  onChange={(event) => setFormat(event.target.value === 'cef' ? 'cef' : 'jsonl')}
                >
                  <option value="jsonl">JSON lines</option>
                  <option value="cef">CEF</option>
                </SelectInput>
              )}
            </Field>
          </div>
          <Field label="From (UTC)" hint="Empty: from the beginning." error={problems.from}>
            {(control) => (
              <TextInput
                {...control}
                value={from}
                placeholder={TIME_PLACEHOLDER}
                onChange={(event) => setFrom(event.target.value)}
                className="tabular w-44"
              />
            )}
          </Field>
          <Field label="To (UTC)" hint="Empty: until now." error={problems.to}>
            {(control) => (
              <TextInput
                {...control}
                value={to}
                placeholder={TIME_PLACEHOLDER}
                onChange={(event) => setTo(event.target.value)}
                className="tabular w-44"
              />
            )}
          </Field>
          <Button
            className="mt-5.5"
            icon={<Download aria-hidden className="size-3.5" />}
            onClick={() => loading.mutate()}
            isBusy={loading.isPending}
            refusal={isReady ? null : 'The time cannot be read.'}
          >
            Download
          </Button>
        </div>
        {loading.data ? (
          <p role="status" className="text-xs text-ink-2">
            Saved {loading.data.name}, {formatBytes(loading.data.bytes)}.
          </p>
        ) : null}
        {loading.error ? <ErrorNote error={loading.error} onRetry={() => loading.mutate()} /> : null}
      </div>
    </Panel>
  );
}
