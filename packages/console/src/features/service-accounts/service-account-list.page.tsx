import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ServiceAccount } from '@watchfloor/client';
import { Bot, CircleCheck, CircleSlash, Plus, Server } from 'lucide-react';
import { useState } from 'react';
import { api } from '../../api.ts';
import { paths } from '../../paths.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { countOf } from '../../ui/format.ts';
import { Page } from '../../ui/page.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { ActionCell, Cell, NameCell, Row, Table } from '../../ui/table.tsx';
import { Ago } from '../../ui/time.tsx';
import { toastDone } from '../../ui/toast.ts';
import { keysQuery } from '../keys/key-queries.ts';
import { NEVER_FOR_AGENTS } from '../keys/key-rules.ts';
import { useRoles } from '../roles/role-queries.ts';
import { refuseSay } from '../roles/role-rules.ts';
import { useSession } from '../session/session.ts';
import { ServiceAccountForm } from './service-account.form.tsx';
import { serviceAccountsQuery } from './service-account-queries.ts';

type Open =
  | { readonly form: 'create' }
  | { readonly form: 'edit' | 'switch'; readonly account: ServiceAccount };

export function ServiceAccountListPage() {
  const { data: accounts } = useSuspenseQuery(serviceAccountsQuery);
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  return (
    <Page
      title="Service accounts"
      lead="Principals that are no people: programs and agents. An account keeps its name and role while its keys come and go."
      actions={
        <Button
          variant="primary"
          icon={<Plus aria-hidden className="size-3.5" />}
          onClick={() => setOpen({ form: 'create' })}
        >
          Create account
        </Button>
      }
    >
      <AgentNote />
      {accounts.length === 0 ? (
        <EmptyState title="No service accounts">
          Make one for a program or an agent that acts here for longer than one key lives.
        </EmptyState>
      ) : (
        <Table
          label="Service accounts and agents"
          columns={['Name', 'Kind', 'Role', 'Keys', 'Last used', 'State']}
          hasActions
        >
          {accounts.map((account) => (
            <AccountRow key={account.id} account={account} onOpen={(form) => setOpen({ form, account })} />
          ))}
        </Table>
      )}
      {open?.form === 'create' ? <ServiceAccountForm account={null} onClose={close} /> : null}
      {open?.form === 'edit' ? <ServiceAccountForm account={open.account} onClose={close} /> : null}
      {open?.form === 'switch' ? <SwitchForm account={open.account} onClose={close} /> : null}
    </Page>
  );
}

function AgentNote() {
  return (
    <p className="flex items-start gap-2 rounded-md border border-line bg-surface px-3 py-2 text-xs text-ink-2">
      <Bot aria-hidden className="mt-0.5 size-4 shrink-0 text-ink-3" />
      <span>
        An agent acts by a model. Whatever its role says, it never deletes alerts, looks after people, keys,
        settings, retention or tenants (<span className="font-mono">{NEVER_FOR_AGENTS.join(', ')}</span>): a
        model must not widen its own reach or remove what it did.
      </span>
    </p>
  );
}

interface RowProps {
  readonly account: ServiceAccount;
  readonly onOpen: (form: 'edit' | 'switch') => void;
}

const KINDS = { service: { icon: Server, name: 'service' }, agent: { icon: Bot, name: 'agent' } } as const;

function AccountRow({ account, onOpen }: RowProps) {
  const session = useSession();
  const roles = useRoles();
  const role = roles?.find((candidate) => candidate.name === account.role);
  const never: readonly string[] = account.kind === 'agent' ? NEVER_FOR_AGENTS : [];
  const refusal = refuseSay(
    session,
    role && { ...role, permissions: role.permissions.filter((name) => !never.includes(name)) },
  );
  const isOff = account.status === 'disabled';
  const { icon: Icon, name: kindName } = KINDS[account.kind];
  return (
    <Row isOff={isOff}>
      <NameCell className="max-w-80">
        <span className="break-words font-medium text-ink">{account.name}</span>
        <span className="block break-words text-xs text-ink-3">{account.description}</span>
      </NameCell>
      <Cell isSmall>
        <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
          <Icon aria-hidden className="size-3.5 text-ink-3" />
          {kindName}
        </span>
      </Cell>
      <Cell>{account.role}</Cell>
      <Cell isSmall className="whitespace-nowrap">
        <Link {...paths.keys({ account: account.id })} className="text-accent hover:underline">
          {countOf(account.keys, 'key')}
          <span className="sr-only"> of {account.name}</span>
        </Link>
      </Cell>
      <Cell isSmall className="whitespace-nowrap">
        {account.last_used_at ? <Ago at={account.last_used_at} /> : <span className="text-ink-3">never</span>}
      </Cell>
      <Cell isSmall className="whitespace-nowrap">
        {isOff ? (
          <span className="inline-flex items-center gap-1.5">
            <CircleSlash aria-hidden className="size-3.5" />
            switched off {account.disabled_at ? <Ago at={account.disabled_at} /> : null}
          </span>
        ) : (
          <span className="inline-flex items-center gap-1.5 text-good">
            <CircleCheck aria-hidden className="size-3.5" />
            active
          </span>
        )}
      </Cell>
      <ActionCell>
        <Button
          size="sm"
          onClick={() => onOpen('edit')}
          refusal={refusal}
          aria-label={`Edit ${account.name}`}
        >
          Edit…
        </Button>
        <Button
          size="sm"
          onClick={() => onOpen('switch')}
          refusal={refusal}
          aria-label={`${isOff ? 'Switch on' : 'Switch off'} ${account.name}`}
        >
          {isOff ? 'Switch on…' : 'Switch off…'}
        </Button>
      </ActionCell>
    </Row>
  );
}

function SwitchForm({
  account,
  onClose,
}: {
  readonly account: ServiceAccount;
  readonly onClose: () => void;
}) {
  const client = useQueryClient();
  const isOff = account.status === 'disabled';
  const keys = countOf(account.keys, 'key');
  return (
    <ConfirmDialog
      title={isOff ? `Switch “${account.name}” on?` : `Switch “${account.name}” off?`}
      description={
        isOff
          ? `It acts again as ${account.role}, with the ${keys} that it has.`
          : `Its ${keys} stop working within a second. It can be switched on again.`
      }
      action={isOff ? 'Switch on' : 'Switch off'}
      isDanger={!isOff}
      run={() =>
        isOff
          ? api.serviceAccounts.enable({ id: account.id })
          : api.serviceAccounts.disable({ id: account.id })
      }
      onDone={() => {
        void client.invalidateQueries({ queryKey: serviceAccountsQuery.queryKey });
        void client.invalidateQueries({ queryKey: keysQuery.queryKey });
        toastDone(isOff ? `“${account.name}” acts again` : `“${account.name}” is switched off`);
        onClose();
      }}
      onClose={onClose}
    />
  );
}
