import { useMutation } from '@tanstack/react-query';
import type { Account } from '@watchfloor/client';
import { api } from '../../api.ts';
import { Button } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ErrorNote } from '../../ui/states.tsx';
import { ActionCell, Cell, NameCell, Row, Table } from '../../ui/table.tsx';

/** The tenants that one is a member of; a session is in one of them at a time. */
export function MembershipPanel({ account }: { readonly account: Account }) {
  const switching = useMutation({
    mutationFn: (tenantId: string) => api.session.switch({ tenant: tenantId }),
    // A page without anything of the tenant that was left in memory.
    onSuccess: () => window.location.assign('/'),
  });
  return (
    <Panel title="Tenants" note="where you are a member">
      <div className="[&>div]:rounded-t-none [&>div]:border-0">
        <Table label="Your tenants" columns={['Tenant', 'Short name', 'Your role']} hasActions>
          {account.memberships.map((membership) => (
            <Row key={membership.tenant_id}>
              <NameCell className="font-medium text-ink">
                {membership.name}
                {membership.is_current ? (
                  <span className="ml-2 text-xs font-normal text-good">you are here</span>
                ) : null}
              </NameCell>
              <Cell isSmall className="font-mono">
                {membership.slug}
              </Cell>
              <Cell isSmall>{membership.role}</Cell>
              <ActionCell>
                <Button
                  size="sm"
                  aria-label={`Switch to ${membership.name}`}
                  isBusy={switching.isPending && switching.variables === membership.tenant_id}
                  refusal={membership.is_current ? 'You are in this tenant.' : null}
                  onClick={() => switching.mutate(membership.tenant_id)}
                >
                  Switch
                </Button>
              </ActionCell>
            </Row>
          ))}
        </Table>
      </div>
      {switching.error ? (
        <div className="p-3.5">
          <ErrorNote error={switching.error} />
        </div>
      ) : null}
    </Panel>
  );
}
