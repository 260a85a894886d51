import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import type { RetentionClass } from '@watchfloor/client';
import { type FormEvent, useState } from 'react';
import { api } from '../../api.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Field, TextInput } from '../../ui/field.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ErrorNote } from '../../ui/states.tsx';
import { Cell, NameCell, Row, Table } from '../../ui/table.tsx';
import { Ago } from '../../ui/time.tsx';
import { toastDone } from '../../ui/toast.ts';
import { useSession } from '../session/session.ts';
import { HoldPanel } from './hold-panel.tsx';
import { CLASS_WORDS, type ClassName, DAYS, previewWords, readDays, refuseRun } from './retention-words.ts';
import { retentionPreviewQuery, retentionQuery } from './security-queries.ts';

/** How long data is kept, what would go, and what is kept whatever its age. */
export function RetentionPage() {
  const { data: rows } = useSuspenseQuery(retentionQuery);
  return (
    <Page
      title="Retention"
      lead="How long each class of data is kept. What is older is removed every hour; what a legal hold names stays."
    >
      <DaysForm key={rows.map((row) => row.days).join()} rows={rows} />
      <RoundPanel rows={rows} />
      <HoldPanel />
    </Page>
  );
}

type Days = Readonly<Record<ClassName, string>>;

const textOf = (days: number | null) => (days === null ? '' : String(days));

function DaysForm({ rows }: { readonly rows: readonly RetentionClass[] }) {
  const client = useQueryClient();
  const saved = Object.fromEntries(rows.map((row) => [row.class, textOf(row.days)])) as Days;
  const [typed, setTyped] = useState<Days>(saved);
  const saving = useMutation({
    mutationFn: () =>
      api.retention.update(
        Object.fromEntries(
          rows
            .filter((row) => typed[row.class].trim() !== saved[row.class])
            .map((row) => [row.class, readDays(typed[row.class]) ?? null]),
        ),
      ),
    onSuccess: (now) => {
      client.setQueryData(retentionQuery.queryKey, now);
      void client.invalidateQueries({ queryKey: retentionPreviewQuery.queryKey });
      toastDone('Saved');
    },
  });
  const isRead = rows.every((row) => readDays(typed[row.class]) !== undefined);
  const isSame = rows.every((row) => typed[row.class].trim() === saved[row.class]);
  const refusal = !isRead ? 'A number of days is not understood.' : isSame ? 'Nothing has changed.' : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (refusal === null && !saving.isPending) saving.mutate();
  };
  return (
    <Panel title="Kept for" note="days; empty for ever">
      <form onSubmit={submit} className="flex flex-col gap-3 px-3.5 py-3">
        <div className="grid gap-x-6 gap-y-3 sm:grid-cols-2">
          {rows.map((row) => (
            <Field
              key={row.class}
              label={CLASS_WORDS[row.class].name}
              hint={CLASS_WORDS[row.class].hint}
              error={
                readDays(typed[row.class]) === undefined
                  ? `A whole number from ${DAYS.least} to ${DAYS.most.toLocaleString('en-US')}, or nothing.`
                  : null
              }
            >
              {(control) => (
                <TextInput
                  {...control}
                  inputMode="numeric"
                  placeholder="for good"
                  value={typed[row.class]}
                  onChange={(event) => {
                    const { value } = event.target;
                    setTyped((before) => ({ ...before, [row.class]: value }));
                  }}
                  className="tabular w-32"
                />
              )}
            </Field>
          ))}
        </div>
        {saving.error ? <ErrorNote error={saving.error} /> : null}
        <div>
          <Button type="submit" variant="primary" isBusy={saving.isPending} refusal={refusal}>
            Save
          </Button>
        </div>
      </form>
    </Panel>
  );
}

function RoundPanel({ rows }: { readonly rows: readonly RetentionClass[] }) {
  const client = useQueryClient();
  const session = useSession();
  const preview = useQuery(retentionPreviewQuery);
  const [isOpen, setIsOpen] = useState(false);
  const planOf = (name: ClassName) => preview.data?.classes.find((one) => one.class === name);
  const going = rows.filter((row) => row.days !== null);
  return (
    <Panel
      title="What would go now"
      actions={
        <>
          <Button size="sm" isBusy={preview.isFetching} onClick={() => void preview.refetch()}>
            Count again
          </Button>
          <Button size="sm" refusal={refuseRun(preview.data, rows)} onClick={() => setIsOpen(true)}>
            Remove it now…
          </Button>
        </>
      }
    >
      {preview.error ? (
        <div className="p-3.5">
          <ErrorNote error={preview.error} onRetry={() => void preview.refetch()} />
        </div>
      ) : null}
      <div className="[&>div]:rounded-t-none [&>div]:border-0">
        <Table label="What a round of retention would remove" columns={['Class', 'Would go', 'Last round']}>
          {rows.map((row) => {
            const plan = planOf(row.class);
            return (
              <Row key={row.class}>
                <NameCell className="text-ink">{CLASS_WORDS[row.class].name}</NameCell>
                <Cell isSmall>{plan ? previewWords(plan) : '…'}</Cell>
                <Cell isSmall>
                  <LastRound row={row} />
                </Cell>
              </Row>
            );
          })}
        </Table>
      </div>
      {preview.data?.is_audit_held && !preview.data.is_held ? (
        <p className="border-t border-line px-3.5 py-2 text-xs text-ink-3">
          A legal hold stands: every audit record is kept.
        </p>
      ) : null}
      {isOpen ? (
        <ConfirmDialog
          title="Remove what is too old now?"
          description="It is removed for good, instead of within the hour."
          action="Remove it"
          keep="Keep it"
          typed={session.tenant.slug}
          isDanger
          run={() => api.retention.run({})}
          onDone={() => {
            void client.invalidateQueries({ queryKey: retentionQuery.queryKey });
            setIsOpen(false);
          }}
          onClose={() => setIsOpen(false)}
        >
          <ul className="flex list-disc flex-col gap-0.5 pl-5">
            {going.map((row) => {
              const plan = planOf(row.class);
              return (
                <li key={row.class}>
                  {CLASS_WORDS[row.class].name}: {plan ? previewWords(plan) : 'not counted'}
                </li>
              );
            })}
          </ul>
        </ConfirmDialog>
      ) : null}
    </Panel>
  );
}

function LastRound({ row }: { readonly row: RetentionClass }) {
  if (row.requested_at !== null) {
    return (
      <span className="text-medium">
        asked for <Ago at={row.requested_at} />, not ended yet
      </span>
    );
  }
  if (row.removed_at === null) return <span className="text-ink-3">none yet</span>;
  return (
    <>
      {row.removed_rows.toLocaleString('en-US')} rows <Ago at={row.removed_at} />
    </>
  );
}
