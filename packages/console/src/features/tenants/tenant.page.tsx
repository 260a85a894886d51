import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ChildTenant } from '@watchfloor/client';
import { useState } from 'react';
import { api } from '../../api.ts';
import { paths, uuidOf } from '../../paths.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Page } from '../../ui/page.tsx';
import { Fact, Facts, Panel } from '../../ui/panel.tsx';
import { Ago, ExactTime } from '../../ui/time.tsx';
import { toastDone } from '../../ui/toast.ts';
import { TenantEditForm } from './tenant-edit.form.tsx';
import { RecordsBar, StoredBar, TenantStatus } from './tenant-parts.tsx';
import { tenantQuery } from './tenant-queries.ts';
import { TombstonePanel } from './tombstone-panel.tsx';

const route = getRouteApi('/app/tenants/$id');

/** One customer's tenant from above: its state and limits, and nothing of its data. */
export function TenantPage() {
  const { id } = route.useParams();
  const { data: tenant } = useSuspenseQuery(tenantQuery(id));
  if (tenant === null) {
    return (
      <Page title="Deleted tenant" lead={<BackLink />}>
        <TombstonePanel id={id} />
      </Page>
    );
  }
  return (
    <Page title={tenant.name} lead={<BackLink />}>
      {tenant.status === 'deleting' ? <TombstonePanel id={id} /> : <StatePanel tenant={tenant} />}
      {tenant.status === 'deleting' ? null : (
        <>
          <TenantEditForm key={JSON.stringify([tenant.name, tenant.quotas])} tenant={tenant} />
          <DangerPanel tenant={tenant} />
        </>
      )}
    </Page>
  );
}

function BackLink() {
  return (
    <Link {...paths.tenants()} className="text-accent hover:underline">
      All customers
    </Link>
  );
}

function StatePanel({ tenant }: { readonly tenant: ChildTenant }) {
  const [isOpen, setIsOpen] = useState(false);
  const isActive = tenant.status === 'active';
  return (
    <Panel
      title="State"
      actions={
        <Button size="sm" onClick={() => setIsOpen(true)}>
          {isActive ? 'Suspend…' : 'Let it go on…'}
        </Button>
      }
    >
      <Facts>
        <Fact name="State">
          <TenantStatus tenant={tenant} />{' '}
          {tenant.status_at ? (
            <span className="text-xs text-ink-3">
              since <Ago at={tenant.status_at} />
              {tenant.status_reason ? `: ${tenant.status_reason}` : ''}
            </span>
          ) : null}
        </Fact>
        <Fact name="Short name">
          <span className="font-mono text-xs">{tenant.slug}</span>
        </Fact>
        <Fact name="Id">
          <span className="inline-flex items-center gap-1 font-mono text-xs">
            {tenant.id}
            <CopyButton text={tenant.id} label="Copy id" />
          </span>
        </Fact>
        <Fact name="Made">
          <ExactTime at={tenant.created_at} />
        </Fact>
        <Fact name="Records today">
          <RecordsBar tenant={tenant} />
          {tenant.usage.refused_today > 0 ? (
            <span className="text-xs text-critical">
              {tenant.usage.refused_today.toLocaleString('en-US')} refused today, since a quota was used up
            </span>
          ) : null}
        </Fact>
        <Fact name="Stored">
          <StoredBar tenant={tenant} />
        </Fact>
        <Fact name="Record">
          <Link
            {...paths.audit({ subject: `tenant:${uuidOf(tenant.id)}` })}
            className="text-accent hover:underline"
          >
            What was done with it
          </Link>
        </Fact>
      </Facts>
      {isOpen ? <StatusForm tenant={tenant} onClose={() => setIsOpen(false)} /> : null}
    </Panel>
  );
}

interface FormProps {
  readonly tenant: ChildTenant;
  readonly onClose: () => void;
}

function StatusForm({ tenant, onClose }: FormProps) {
  const changed = useTenantChanged();
  const isActive = tenant.status === 'active';
  return (
    <ConfirmDialog
      reason="required"
      title={isActive ? `Suspend “${tenant.name}”?` : `Let “${tenant.name}” go on?`}
      description={
        isActive
          ? 'Its people and keys are refused within a second, and so are its records: what its products send meanwhile is not kept. Its data stays.'
          : 'Its people and keys work again at once, and its records are taken.'
      }
      action={isActive ? 'Suspend' : 'Let it go on'}
      isDanger={isActive}
      run={(reason) =>
        isActive
          ? api.tenants.suspend({ id: tenant.id, reason })
          : api.tenants.resume({ id: tenant.id, reason })
      }
      onDone={() => {
        changed();
        toastDone(isActive ? `Suspended “${tenant.name}”` : `“${tenant.name}” goes on`);
        onClose();
      }}
      onClose={onClose}
    />
  );
}

function DangerPanel({ tenant }: { readonly tenant: ChildTenant }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Panel title="Deletion">
      <div className="flex flex-wrap items-center gap-3 px-3.5 py-3 text-sm text-ink-2">
        <p className="min-w-64 flex-1">
          Everything of the tenant is removed for good: alerts, records, people, keys, audit. The keys of its
          secrets are destroyed first. What stays is a tombstone, by which one can verify later that its audit
          was whole.
        </p>
        <Button
          variant="danger"
          onClick={() => setIsOpen(true)}
          refusal={
            tenant.is_held ? 'A legal hold stands in it: it can be deleted when every hold is lifted.' : null
          }
        >
          Delete tenant…
        </Button>
      </div>
      {isOpen ? <DeleteForm tenant={tenant} onClose={() => setIsOpen(false)} /> : null}
    </Panel>
  );
}

function DeleteForm({ tenant, onClose }: FormProps) {
  const changed = useTenantChanged();
  return (
    <ConfirmDialog
      reason="required"
      title={`Delete “${tenant.name}” for good?`}
      description="It begins at once and cannot be stopped or undone."
      action="Delete tenant"
      keep="Keep it"
      typed={tenant.slug}
      isDanger
      run={(reason) => api.tenants.delete({ id: tenant.id, confirm: tenant.slug, reason })}
      onDone={() => {
        changed();
        onClose();
      }}
      onClose={onClose}
    />
  );
}

/** Reads again what is shown of tenants. */
function useTenantChanged(): () => void {
  const client = useQueryClient();
  return () => {
    void client.invalidateQueries({ queryKey: ['tenants'] });
    void client.invalidateQueries({ queryKey: ['alerts', 'of-customers'] });
  };
}
