import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { ApiKey } from '@watchfloor/client';
import { Ban, CircleCheck, CircleSlash, Hourglass, Pencil, Plus, Timer } from 'lucide-react';
import { useState } from 'react';
import { paths } from '../../paths.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { RemovableChip } from '../../ui/chip.tsx';
import { cx } from '../../ui/cx.ts';
import { FilterMenu } from '../../ui/filter-menu.tsx';
import { Page } from '../../ui/page.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { ActionCell, Cell, NameCell, Row, Table } from '../../ui/table.tsx';
import { Ago } from '../../ui/time.tsx';
import { KeyCreateForm } from './key-create.form.tsx';
import { KeyEditForm } from './key-edit.form.tsx';
import { keysQuery } from './key-queries.ts';
import { KeyRevokeForm } from './key-revoke.form.tsx';
import { KeyRotateForm } from './key-rotate.form.tsx';
import { refusalsForKey } from './key-rules.ts';
import { filterKeys, KEY_STATUSES, type KeySearch } from './key-search.ts';

const route = getRouteApi('/app/settings/keys');

type Open =
  | { readonly form: 'create' }
  | { readonly form: 'edit' | 'rotate' | 'revoke'; readonly apiKey: ApiKey };

export function KeyListPage() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const { data: keys } = useSuspenseQuery(keysQuery);
  const [open, setOpen] = useState<Open | null>(null);
  const shown = filterKeys(keys, search);
  const change = (next: KeySearch) => void navigate({ ...paths.keys(next), replace: true });
  const close = () => setOpen(null);
  return (
    <Page
      title="API keys"
      lead="What products and scripts sign in with. The text of a key is shown once, when it is made; the server keeps only a hash."
      actions={
        <Button
          variant="primary"
          icon={<Plus aria-hidden className="size-3.5" />}
          onClick={() => setOpen({ form: 'create' })}
        >
          Create key
        </Button>
      }
    >
      <KeyFilters search={search} keys={keys} onChange={change} />
      {keys.length === 0 ? (
        <EmptyState title="No keys">Nothing can call the API yet except people who are signed in.</EmptyState>
      ) : shown.length === 0 ? (
        <EmptyState title="No key matches" actions={<Button onClick={() => change({})}>Show all</Button>}>
          None of the keys has this state and account.
        </EmptyState>
      ) : (
        <Table
          label="API keys, newest first"
          columns={['Name', 'Acts as', 'Limits', 'Used', 'State']}
          hasActions
        >
          {shown.map((key) => (
            <KeyRow key={key.id} apiKey={key} keys={keys} onOpen={(form) => setOpen({ form, apiKey: key })} />
          ))}
        </Table>
      )}
      {open?.form === 'create' ? <KeyCreateForm account={search.account ?? null} onClose={close} /> : null}
      {open?.form === 'edit' ? <KeyEditForm apiKey={open.apiKey} onClose={close} /> : null}
      {open?.form === 'rotate' ? <KeyRotateForm apiKey={open.apiKey} onClose={close} /> : null}
      {open?.form === 'revoke' ? <KeyRevokeForm apiKey={open.apiKey} onClose={close} /> : null}
    </Page>
  );
}

interface FiltersProps {
  readonly search: KeySearch;
  readonly keys: readonly ApiKey[];
  readonly onChange: (next: KeySearch) => void;
}

const STATUS_CHOICES = KEY_STATUSES.map((value) => ({
  value,
  name: value === 'disabled' ? 'account off' : value,
}));

function KeyFilters({ search, keys, onChange }: FiltersProps) {
  const { status: _status, ...unfiltered } = search;
  const { account: _account, ...unpivoted } = search;
  const account = keys.find((key) => key.account?.id === search.account)?.account;
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      <FilterMenu
        label="State"
        choices={STATUS_CHOICES}
        chosen={search.status ?? []}
        onChange={(status) => onChange({ ...unfiltered, ...(status.length > 0 && { status }) })}
      />
      {search.account ? (
        <RemovableChip
          label="account"
          value={account?.name ?? search.account}
          onRemove={() => onChange(unpivoted)}
        />
      ) : null}
    </div>
  );
}

interface RowProps {
  readonly apiKey: ApiKey;
  readonly keys: readonly ApiKey[];
  readonly onOpen: (form: 'edit' | 'rotate' | 'revoke') => void;
}

function KeyRow({ apiKey, keys, onOpen }: RowProps) {
  const refusals = refusalsForKey(apiKey);
  const successor = keys.find((key) => key.id === apiKey.replaced_by);
  const isOff = apiKey.status !== 'active' && apiKey.status !== 'expiring';
  return (
    <Row isOff={isOff}>
      <NameCell className="max-w-64">
        <span className={cx('break-words font-medium', isOff ? 'text-ink-3' : 'text-ink')}>
          {apiKey.name}
        </span>
        <span className="block whitespace-nowrap font-mono text-xs text-ink-3">{apiKey.hint}</span>
      </NameCell>
      <Cell>
        {apiKey.role}
        {apiKey.account ? (
          <span className="block break-words text-xs text-ink-3">
            {apiKey.account.kind === 'agent' ? 'agent' : 'service'} {apiKey.account.name}
          </span>
        ) : null}
      </Cell>
      <Cell isSmall>
        <Limits apiKey={apiKey} />
      </Cell>
      <Cell isSmall>
        {apiKey.last_used_at ? <Ago at={apiKey.last_used_at} /> : <span className="text-ink-3">never</span>}
        <span className="block text-ink-3">
          made <Ago at={apiKey.created_at} /> by {apiKey.created_by}
        </span>
      </Cell>
      <Cell isSmall>
        <KeyState apiKey={apiKey} />
        {successor ? <span className="block text-ink-3">replaced by {successor.hint}</span> : null}
      </Cell>
      <ActionCell>
        {apiKey.status === 'revoked' ? null : (
          <>
            <IconButton label={`Edit ${apiKey.name}`} onClick={() => onOpen('edit')} refusal={refusals.edit}>
              <Pencil aria-hidden className="size-3.5" />
            </IconButton>
            <Button
              size="sm"
              onClick={() => onOpen('rotate')}
              refusal={refusals.rotate}
              aria-label={`Rotate ${apiKey.name}`}
            >
              Rotate…
            </Button>
            <Button
              size="sm"
              onClick={() => onOpen('revoke')}
              refusal={refusals.revoke}
              aria-label={`Revoke ${apiKey.name}`}
            >
              Revoke…
            </Button>
          </>
        )}
      </ActionCell>
    </Row>
  );
}

function Limits({ apiKey: { sources, scopes } }: { readonly apiKey: ApiKey }) {
  if (sources === null && scopes === null) return <span className="text-ink-3">none</span>;
  return (
    <>
      {sources ? <span className="block max-w-48 break-words">sources {sources.join(', ')}</span> : null}
      {scopes ? (
        <span className="block max-w-48 truncate" title={scopes.join(', ')}>
          {scopes.length === 1 ? scopes[0] : `${scopes.length} permissions`}
        </span>
      ) : null}
    </>
  );
}

const STATES = {
  active: { icon: CircleCheck, text: 'text-good' },
  expiring: { icon: Hourglass, text: 'text-medium' },
  expired: { icon: Timer, text: 'text-critical' },
  revoked: { icon: Ban, text: 'text-ink-3' },
  disabled: { icon: CircleSlash, text: 'text-ink-3' },
} as const;

function KeyState({ apiKey }: { readonly apiKey: ApiKey }) {
  const { icon: Icon, text } = STATES[apiKey.status];
  return (
    <span className={cx('inline-flex items-center gap-1.5', text)}>
      <Icon aria-hidden className="size-3.5 shrink-0" />
      <span>
        <KeyStateWords apiKey={apiKey} />
      </span>
    </span>
  );
}

function KeyStateWords({ apiKey: { status, revoked_at, expires_at } }: { readonly apiKey: ApiKey }) {
  if (status === 'revoked') return <>revoked {revoked_at ? <Ago at={revoked_at} /> : null}</>;
  if (status === 'disabled') return <>account is off</>;
  if (expires_at === null) return <>works, no end</>;
  if (status === 'expired')
    return (
      <>
        expired <Ago at={expires_at} />
      </>
    );
  return (
    <>
      works, ends <Ago at={expires_at} />
    </>
  );
}
