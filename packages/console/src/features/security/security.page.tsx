import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import type { OwnTenant } from '@watchfloor/client';
import { Download, TriangleAlert } from 'lucide-react';
import { type FormEvent, type ReactNode, useState } from 'react';
import { api } from '../../api.ts';
import { CUSTOMER } from '../../customer-place.ts';
import { downloadFrom } from '../../download.ts';
import { explainError } from '../../errors.ts';
import { TENANT_EXPORT_URL } from '../../paths.ts';
import { Button } from '../../ui/button.tsx';
import { Field, TextInput } from '../../ui/field.tsx';
import { Page } from '../../ui/page.tsx';
import { Fact, Facts, Panel } from '../../ui/panel.tsx';
import { ErrorNote } from '../../ui/states.tsx';
import { toastDone, toastError } from '../../ui/toast.ts';
import { accountQuery } from '../account/account-queries.ts';
import { sessionQuery } from '../session/session.ts';
import { RecordsBar, StoredBar } from '../tenants/tenant-parts.tsx';
import {
  draftOf,
  HOURS,
  IDLE,
  METHODS,
  numberProblem,
  ownLockOut,
  refuseDraft,
  type SecurityDraft,
  toInput,
} from './security-draft.ts';
import { ownTenantQuery } from './security-queries.ts';

/** What this tenant asks of those who sign in, its name and time, and what it may use. */
export function SecurityPage() {
  const { data: tenant } = useSuspenseQuery(ownTenantQuery);
  return (
    <Page
      title="Tenant and sign-in"
      lead="What this tenant asks of everybody who signs in. It counts at once, also for those who are signed in."
    >
      <SettingsForm key={tenant.version} tenant={tenant} />
      <QuotaPanel tenant={tenant} />
      <ExportPanel />
    </Page>
  );
}

function SettingsForm({ tenant }: { readonly tenant: OwnTenant }) {
  const client = useQueryClient();
  const saved = draftOf(tenant);
  const [draft, setDraft] = useState<SecurityDraft>(saved);
  const account = useQuery({ ...accountQuery, enabled: CUSTOMER === null });
  const put = (change: Partial<SecurityDraft>) => setDraft((before) => ({ ...before, ...change }));
  const saving = useMutation({
    mutationFn: () => api.tenant.updateSettings(toInput(draft), { ifMatch: tenant.version }),
    onSuccess: (now) => {
      client.setQueryData(ownTenantQuery.queryKey, now);
      void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
      toastDone('Saved');
    },
  });
  const refusal = refuseDraft(draft, saved);
  const failed = saving.error ? explainError(saving.error) : null;
  const warning = account.data && refusal === null ? ownLockOut(draft, account.data) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (refusal === null && !saving.isPending) saving.mutate();
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <SigningInPanel draft={draft} put={put} />
      <Panel title="Tenant" note={tenant.slug}>
        <div className="grid gap-3 px-3.5 py-3 sm:grid-cols-2">
          <Field label="Name" error={failed?.field === 'name' ? failed.message : null}>
            {(control) => (
              <TextInput
                {...control}
                maxLength={200}
                value={draft.name}
                onChange={(event) => put({ name: event.target.value })}
              />
            )}
          </Field>
          <Field
            label="Time zone"
            hint="For what is told by the day. The console itself shows UTC."
            error={failed?.field === 'time_zone' ? failed.message : null}
          >
            {(control) => (
              <>
                <TextInput
                  {...control}
                  list="time-zones"
                  maxLength={60}
                  value={draft.timeZone}
                  onChange={(event) => put({ timeZone: event.target.value })}
                />
                <datalist id="time-zones">
                  {Intl.supportedValuesOf('timeZone').map((zone) => (
                    <option key={zone} value={zone} />
                  ))}
                </datalist>
              </>
            )}
          </Field>
        </div>
      </Panel>
      {warning ? (
        <p
          role="status"
          className="flex items-start gap-2 rounded-md border border-high/40 bg-high/10 px-3 py-2 text-sm text-ink"
        >
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-high" />
          {warning}
        </p>
      ) : null}
      {saving.error && failed?.field !== 'name' && failed?.field !== 'time_zone' ? (
        <ErrorNote
          error={saving.error}
          onRetry={() => void client.invalidateQueries({ queryKey: ownTenantQuery.queryKey })}
        />
      ) : null}
      <div>
        <Button type="submit" variant="primary" isBusy={saving.isPending} refusal={refusal}>
          Save
        </Button>
      </div>
    </form>
  );
}

interface DraftProps {
  readonly draft: SecurityDraft;
  readonly put: (change: Partial<SecurityDraft>) => void;
}

function SigningInPanel({ draft, put }: DraftProps) {
  return (
    <Panel title="Signing in">
      <div className="flex flex-col gap-4 px-3.5 py-3">
        <Choice
          label="Require a second factor"
          hint="Whoever has neither a passkey nor one-time codes can open nothing but their own account, to add one."
          isChecked={draft.needsSecondFactor}
          onChange={() => put({ needsSecondFactor: !draft.needsSecondFactor })}
        />
        <fieldset>
          <legend className="mb-1 text-xs font-medium text-ink-2">Ways to sign in</legend>
          <div className="flex flex-wrap gap-x-6 gap-y-2">
            {METHODS.map(({ id, name }) => (
              <Choice
                key={id}
                label={name}
                isChecked={draft.methods.includes(id)}
                onChange={() =>
                  put({
                    methods: METHODS.map((method) => method.id).filter((method) =>
                      method === id ? !draft.methods.includes(id) : draft.methods.includes(method),
                    ),
                  })
                }
              />
            ))}
          </div>
          <p className="mt-1 text-xs text-ink-3">
            One-time links always work: they are how somebody begins, and how a lost way in is replaced.
          </p>
        </fieldset>
        <div className="grid gap-3 sm:grid-cols-2">
          <Field
            label="A session ends after (hours)"
            hint="At the latest, however much it is used."
            error={numberProblem(draft.sessionHours, HOURS)}
          >
            {(control) => (
              <TextInput
                {...control}
                inputMode="numeric"
                value={draft.sessionHours}
                onChange={(event) => put({ sessionHours: event.target.value })}
                className="tabular w-28"
              />
            )}
          </Field>
          <Field
            label="Without use it ends after (minutes)"
            hint="Counted from the last call to the server."
            error={numberProblem(draft.idleMinutes, IDLE)}
          >
            {(control) => (
              <TextInput
                {...control}
                inputMode="numeric"
                value={draft.idleMinutes}
                onChange={(event) => put({ idleMinutes: event.target.value })}
                className="tabular w-28"
              />
            )}
          </Field>
        </div>
      </div>
    </Panel>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly isChecked: boolean;
  readonly onChange: () => void;
}

function Choice({ label, hint, isChecked, onChange }: ChoiceProps) {
  return (
    <label className="flex items-start gap-2 text-sm text-ink">
      <input
        type="checkbox"
        checked={isChecked}
        onChange={onChange}
        className="mt-0.5 size-4 shrink-0 accent-accent-fill"
      />
      <span>
        {label}
        {hint ? <span className="block text-xs text-ink-3">{hint}</span> : null}
      </span>
    </label>
  );
}

function QuotaPanel({ tenant }: { readonly tenant: OwnTenant }) {
  const shown = { quotas: tenant.quotas, usage: { ...tenant.usage, refused_today: 0 } };
  return (
    <Panel title="Quotas" note="set by the tenant above, when there is one">
      <Facts>
        <Fact name="Records today">
          <RecordsBar tenant={shown} />
        </Fact>
        <Fact name="Stored">
          <StoredBar tenant={shown} />
        </Fact>
      </Facts>
    </Panel>
  );
}

function ExportPanel() {
  const saving = useMutation({
    mutationFn: () => downloadFrom(TENANT_EXPORT_URL, 'watchfloor-tenant.ndjson.gz'),
    onError: toastError,
  });
  return (
    <Panel title="Export">
      <div className="flex flex-wrap items-center gap-3 px-3.5 py-3 text-sm text-ink-2">
        <p className="min-w-64 flex-1">
          Everything of this tenant as one packed file, as of one moment: a line for each row, with counts and
          a checksum at its end. Hashes of credentials and sealed secrets are left out.
        </p>
        <Button
          icon={<Download aria-hidden className="size-3.5" />}
          isBusy={saving.isPending}
          onClick={() => saving.mutate()}
        >
          Download
        </Button>
      </div>
    </Panel>
  );
}
