import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { ChildTenant } from '@watchfloor/client';
import { Plus } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { hrefInCustomer, paths } from '../../paths.ts';
import { Button } from '../../ui/button.tsx';
import { Field, TextInput } from '../../ui/field.tsx';
import { Page } from '../../ui/page.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { ActionCell, Cell, NameCell, Row, Table } from '../../ui/table.tsx';
import { Age } from '../../ui/time.tsx';
import { SeverityMark } from '../alerts/alert-marks.tsx';
import { SEVERITIES } from '../alerts/alert-words.ts';
import { type CustomerSummary, customerSummaryQuery, MISSING_WORDS } from '../customers/customer-queries.ts';
import { TenantCreateForm } from './tenant-create.form.tsx';
import { RecordsBar, StoredBar, TenantStatus } from './tenant-parts.tsx';
import { tenantsQuery } from './tenant-queries.ts';

/** The customers of a service provider: each a tenant of its own below this one. */
export function TenantListPage() {
  const { data: tenants } = useSuspenseQuery(tenantsQuery);
  const summary = useQuery(customerSummaryQuery);
  const [isCreating, setIsCreating] = useState(false);
  return (
    <Page
      title="Customers"
      lead="Tenants below this one. Each has its own people, keys, records and policy, and sees nothing of the others."
      actions={
        <Button
          variant="primary"
          icon={<Plus aria-hidden className="size-3.5" />}
          onClick={() => setIsCreating(true)}
        >
          Create tenant
        </Button>
      }
    >
      {tenants.length === 0 ? (
        <EmptyState title="No customers">
          Only service providers, and companies whose parts must not see each other, need tenants below their
          own.
        </EmptyState>
      ) : (
        <Table
          label="Tenants below this one"
          columns={['Name', 'State', 'Open alerts', 'Oldest', 'Records today', 'Stored']}
          hasActions
        >
          {tenants.map((tenant) => (
            <TenantRow key={tenant.id} tenant={tenant} summary={summary.data} />
          ))}
        </Table>
      )}
      <FindDeleted />
      {isCreating ? <TenantCreateForm onClose={() => setIsCreating(false)} /> : null}
    </Page>
  );
}

interface RowProps {
  readonly tenant: ChildTenant;
  readonly summary: CustomerSummary | undefined;
}

function TenantRow({ tenant, summary }: RowProps) {
  const counted = summary?.tenants.find((row) => row.tenant.id === tenant.id);
  const missing = summary?.not_included.find((row) => row.tenant.id === tenant.id);
  return (
    <Row isOff={tenant.status !== 'active'}>
      <NameCell>
        <Link {...paths.tenant(tenant.id)} className="font-medium text-ink hover:underline">
          {tenant.name}
        </Link>
        <span className="block font-mono text-2xs text-ink-3">{tenant.slug}</span>
      </NameCell>
      <Cell>
        <TenantStatus tenant={tenant} />
      </Cell>
      <Cell isSmall>
        {counted ? (
          <OpenCounts open={counted.open} slug={tenant.slug} />
        ) : (
          <span className="text-ink-3">
            {missing
              ? MISSING_WORDS[missing.reason]
              : summary === undefined || tenant.status !== 'active'
                ? '—'
                : 'no access'}
          </span>
        )}
      </Cell>
      <Cell isSmall>
        {counted?.oldest_open_at ? (
          <Age at={counted.oldest_open_at} />
        ) : (
          <span className="text-ink-3">—</span>
        )}
      </Cell>
      <Cell>
        <RecordsBar tenant={tenant} />
      </Cell>
      <Cell>
        <StoredBar tenant={tenant} />
      </Cell>
      <ActionCell>
        {counted ? (
          <a
            href={hrefInCustomer(tenant.slug, paths.alerts({ status: ['open'] }))}
            className="flex h-6.5 items-center whitespace-nowrap rounded-md border border-line-strong bg-surface px-2 text-xs font-medium text-ink hover:bg-hover"
          >
            Act in {tenant.slug}
          </a>
        ) : null}
      </ActionCell>
    </Row>
  );
}

/** Open alerts by severity; those of none are left out. */
function OpenCounts({
  open,
  slug,
}: {
  readonly open: Readonly<Record<string, number>>;
  readonly slug: string;
}) {
  const shown = SEVERITIES.filter((severity) => (open[severity] ?? 0) > 0);
  if (shown.length === 0) return <span className="text-good">none open</span>;
  return (
    <Link
      {...paths.customerAlerts({ status: ['open'], customer: [slug] })}
      className="flex flex-wrap gap-x-3 gap-y-0.5 hover:underline"
    >
      {shown.map((severity) => (
        <span key={severity} className="inline-flex items-center gap-1 whitespace-nowrap">
          <span className="tabular font-medium text-ink">{open[severity]}</span>
          <SeverityMark severity={severity} />
        </span>
      ))}
    </Link>
  );
}

/** A deleted tenant is in no list; its id is in the audit. */
function FindDeleted() {
  const navigate = useNavigate();
  const [id, setId] = useState('');
  const isId = /^tenant_[0-9a-f]{32}$/.test(id.trim());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isId) void navigate(paths.tenant(id.trim()));
  };
  return (
    <form onSubmit={submit} className="flex items-end gap-2">
      <div className="w-full max-w-md">
        <Field
          label="What is left of a deleted tenant"
          hint="Its id is in the audit, as the subject of tenant.deleted."
        >
          {(control) => (
            <TextInput
              {...control}
              placeholder="tenant_…"
              value={id}
              onChange={(event) => setId(event.target.value)}
              className="font-mono text-xs"
            />
          )}
        </Field>
      </div>
      <Button type="submit" className="mb-5.5" refusal={isId ? null : 'Paste the id of the tenant first.'}>
        Show
      </Button>
    </form>
  );
}
