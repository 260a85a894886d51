import { useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ChildAccess } from '@watchfloor/client';
import { KeyRound, Plus, User } from 'lucide-react';
import { useState } from 'react';
import { api } from '../../api.ts';
import { paths } from '../../paths.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Page } from '../../ui/page.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { ActionCell, Cell, NameCell, Row, Table } from '../../ui/table.tsx';
import { Ago } from '../../ui/time.tsx';
import { toastDone } from '../../ui/toast.ts';
import { useRoles } from '../roles/role-queries.ts';
import { refuseSay } from '../roles/role-rules.ts';
import { holds, useSession } from '../session/session.ts';
import { ChildAccessGrantForm } from './child-access-grant.form.tsx';
import { childAccessQuery, customersQuery } from './child-access-queries.ts';
import { NEVER_IN_CHILDREN } from './child-access-rules.ts';

export function ChildAccessListPage() {
  const { data: grants } = useSuspenseQuery(childAccessQuery);
  const customers = useQuery(customersQuery);
  const [isGranting, setIsGranting] = useState(false);
  const [revoking, setRevoking] = useState<ChildAccess | null>(null);
  const none = customers.data?.length === 0 ? 'There is no customer’s tenant below this one yet.' : null;
  return (
    <Page
      title="Access to customers"
      lead="Who of this tenant acts in which customer’s tenant, and as what. What they do there stands in the customer’s audit, with this tenant’s name."
      actions={
        <Button
          variant="primary"
          icon={<Plus aria-hidden className="size-3.5" />}
          onClick={() => setIsGranting(true)}
          refusal={none}
        >
          Give access
        </Button>
      }
    >
      {grants.length === 0 ? (
        <EmptyState title="Nobody acts in a customer’s tenant">
          {none ?? 'Give somebody access, to one customer or to all.'}
        </EmptyState>
      ) : (
        <Table label="Access to customers" columns={['Who', 'Customer', 'As', 'Given']} hasActions>
          {grants.map((grant) => (
            <GrantRow key={grant.id} grant={grant} onRevoke={() => setRevoking(grant)} />
          ))}
        </Table>
      )}
      <p className="text-xs text-ink-3">
        Nobody manages tenants or the installation from inside a customer’s tenant, whatever the role says.
      </p>
      {isGranting ? <ChildAccessGrantForm grants={grants} onClose={() => setIsGranting(false)} /> : null}
      {revoking ? <RevokeForm grant={revoking} onClose={() => setRevoking(null)} /> : null}
    </Page>
  );
}

interface RowProps {
  readonly grant: ChildAccess;
  readonly onRevoke: () => void;
}

function GrantRow({ grant, onRevoke }: RowProps) {
  const session = useSession();
  const role = useRoles()?.find(({ name }) => name === grant.role);
  const never: readonly string[] = NEVER_IN_CHILDREN;
  const { holder, tenant } = grant;
  const Icon = holder.kind === 'user' ? User : KeyRound;
  const isLinked = holder.kind === 'user' && holds(session, 'users:manage');
  return (
    <Row>
      <NameCell>
        <span className="inline-flex items-center gap-1.5 font-medium text-ink">
          <Icon aria-hidden className="size-3.5 shrink-0 text-ink-3" />
          {isLinked ? (
            <Link {...paths.person(holder.id)} className="hover:text-accent hover:underline">
              {holder.name}
            </Link>
          ) : (
            holder.name
          )}
        </span>
        <span className="block pl-5 text-xs text-ink-3">{holder.kind === 'user' ? 'person' : 'API key'}</span>
      </NameCell>
      <Cell>
        {tenant ? (
          <>
            {tenant.name}
            <span className="block font-mono text-xs text-ink-3">{tenant.slug}</span>
          </>
        ) : (
          <>
            every customer
            <span className="block text-xs text-ink-3">also those to come</span>
          </>
        )}
      </Cell>
      <Cell>{grant.role}</Cell>
      <Cell isSmall className="whitespace-nowrap">
        <Ago at={grant.created_at} />
        <span className="text-ink-3"> by {grant.created_by}</span>
      </Cell>
      <ActionCell>
        <Button
          size="sm"
          onClick={onRevoke}
          refusal={refuseSay(
            session,
            role && { ...role, permissions: role.permissions.filter((name) => !never.includes(name)) },
          )}
          aria-label={`Revoke access of ${holder.name} to ${tenant?.name ?? 'every customer'}`}
        >
          Revoke…
        </Button>
      </ActionCell>
    </Row>
  );
}

function RevokeForm({ grant, onClose }: { readonly grant: ChildAccess; readonly onClose: () => void }) {
  const client = useQueryClient();
  const where = grant.tenant?.name ?? 'every customer';
  return (
    <ConfirmDialog
      title={`Revoke the access of ${grant.holder.name} to ${where}?`}
      description="Counts within a second, also for what they have open there."
      action="Revoke access"
      keep="Keep it"
      isDanger
      run={() => api.childAccess.revoke({ id: grant.id })}
      onDone={() => {
        void client.invalidateQueries({ queryKey: childAccessQuery.queryKey });
        toastDone(`${grant.holder.name} no longer acts in ${where}`);
        onClose();
      }}
      onClose={onClose}
    />
  );
}
