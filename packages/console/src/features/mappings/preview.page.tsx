import { useMutation, useSuspenseQuery } from '@tanstack/react-query';
import type { RecordPreview } from '@watchfloor/client';
import { useState } from 'react';
import { api } from '../../api.ts';
import { Button } from '../../ui/button.tsx';
import { Field, SelectInput, TextArea } from '../../ui/field.tsx';
import { countOf } from '../../ui/format.ts';
import { Page } from '../../ui/page.tsx';
import { Fact, Facts, Panel } from '../../ui/panel.tsx';
import { ErrorNote } from '../../ui/states.tsx';
import { ExactTime } from '../../ui/time.tsx';
import { SeverityMark } from '../alerts/alert-marks.tsx';
import { Flags } from '../alerts/alert-overview.tsx';
import { EntityIcon } from '../alerts/entity-chip.tsx';
import { productName, typeWords } from '../alerts/entity-words.ts';
import { MarkChip } from '../entities/mark-chip.tsx';
import type { Mark } from '../entities/mark-words.ts';
import { sourcesQuery } from '../sources/source-queries.ts';
import { recordOfText } from './record-text.ts';

const TEXT_MAX = 1_048_576;

/** The dry run: what would be read in a record, and which pass found what. */
export function PreviewPage() {
  const { data: sources } = useSuspenseQuery(sourcesQuery);
  const [source, setSource] = useState('auto');
  const [text, setText] = useState('');
  const reading = useMutation({
    mutationFn: () => api.records.preview({ source, record: recordOfText(text) }),
  });
  return (
    <Page
      title="Try a record"
      lead="Shows what would be read in a record as a product sends it. Nothing is stored."
    >
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim() !== '' && !reading.isPending) reading.mutate();
        }}
      >
        <Field label="Record" hint="One JSON object or one line of a log.">
          {(control) => (
            <TextArea
              {...control}
              rows={10}
              maxLength={TEXT_MAX}
              value={text}
              onChange={(event) => setText(event.target.value)}
              className="font-mono text-xs"
              spellCheck={false}
            />
          )}
        </Field>
        <div className="flex items-end gap-3">
          <Field label="Source">
            {(control) => (
              <SelectInput {...control} value={source} onChange={(event) => setSource(event.target.value)}>
                {sources.map(({ id }) => (
                  <option key={id} value={id}>
                    {id === 'auto' ? 'auto (recognise it)' : id}
                  </option>
                ))}
              </SelectInput>
            )}
          </Field>
          <Button
            type="submit"
            variant="primary"
            isBusy={reading.isPending}
            refusal={text.trim() === '' ? 'Paste a record first.' : null}
          >
            Read it
          </Button>
        </div>
      </form>
      <div className="mt-4 flex flex-col gap-4" aria-live="polite">
        {reading.error ? <ErrorNote error={reading.error} /> : null}
        {reading.data ? <Preview preview={reading.data} /> : null}
      </div>
    </Page>
  );
}

function Preview({ preview }: { readonly preview: RecordPreview }) {
  const { passes } = preview;
  return (
    <>
      <Flags flags={preview.flags} />
      <Panel title={preview.title} note={preview.kind}>
        <Facts>
          <Fact name="Read by">{preview.source}</Fact>
          <Fact name="Product">{productName(preview)}</Fact>
          <Fact name="Severity">
            <SeverityMark severity={preview.severity} />
          </Fact>
          <Fact name="Occurred">
            {preview.occurred_at ? (
              <ExactTime at={preview.occurred_at} />
            ) : (
              <span className="text-ink-3">not said</span>
            )}
          </Fact>
          <Fact name="Rule">
            {preview.rule.name ?? preview.rule.id ?? <span className="text-ink-3">not named</span>}
          </Fact>
          {preview.action ? (
            <Fact name="Action">
              {preview.action}, {preview.outcome}
            </Fact>
          ) : null}
          <Fact name="Techniques">
            {preview.techniques.length === 0 ? (
              <span className="text-ink-3">none mapped</span>
            ) : (
              preview.techniques.join(', ')
            )}
          </Fact>
          <Fact name="Vendor’s id">
            <span className="break-all font-mono text-xs">{preview.source_ref ?? 'it has none'}</span>
          </Fact>
        </Facts>
      </Panel>
      <Panel title="1. Read by the source" note={countOf(passes.adapter.length, 'entity', 'entities')}>
        <Values
          rows={passes.adapter.map(({ type, value, role }) => ({ type, value, note: role, mark: {} }))}
        />
      </Panel>
      <Panel title="2. Found in its texts" note={countOf(passes.texts.length, 'indicator')}>
        <Values rows={passes.texts.map((found) => ({ ...found, note: '', mark: found }))} />
      </Panel>
      <Panel title="3. Found by your mappings" note={countOf(passes.mappings.length, 'value')}>
        <Values
          rows={passes.mappings.flatMap(({ path, type, raw, values }) =>
            values.length === 0
              ? [{ type, value: raw, note: `${path}: not of this type`, mark: {} }]
              : values.map((value) => ({ type, value, note: path, mark: {} })),
          )}
        />
      </Panel>
    </>
  );
}

interface ValueRow {
  readonly type: string;
  readonly value: string;
  readonly note: string;
  readonly mark: Mark;
}

function Values({ rows }: { readonly rows: readonly ValueRow[] }) {
  if (rows.length === 0) return <p className="px-3.5 py-3 text-sm text-ink-3">Nothing.</p>;
  // A value may be found twice in one place; it is shown once.
  const byKey = new Map(rows.map((row) => [`${row.type} ${row.value} ${row.note}`, row]));
  return (
    <ul>
      {[...byKey].map(([key, row]) => (
        <li
          key={key}
          className="flex items-center gap-3 border-b border-line px-3.5 py-1 text-sm last:border-0"
        >
          <span className="flex w-32 shrink-0 items-center gap-1.5 text-xs text-ink-2">
            <EntityIcon type={row.type} />
            {typeWords(row.type)}
          </span>
          <span className="min-w-0 flex-1 break-all font-mono text-xs">{row.value}</span>
          <MarkChip mark={row.mark} />
          <span className="text-xs text-ink-3">{row.note}</span>
        </li>
      ))}
    </ul>
  );
}
