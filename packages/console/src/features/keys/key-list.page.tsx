import { useSuspenseQuery } from '@tanstack/react-query';
import type { ApiKey } from '@watchfloor/client';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { useNow } from '../../ui/now.ts';
import { Page } from '../../ui/page.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { Ago } from '../../ui/time.tsx';
import { KeyCreateForm } from './key-create.form.tsx';
import { keysQuery } from './key-queries.ts';
import { KeyRevokeForm } from './key-revoke.form.tsx';

export function KeyListPage() {
  const { data: keys } = useSuspenseQuery(keysQuery);
  const [isCreating, setIsCreating] = useState(false);
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  return (
    <Page
      title="API keys"
      lead="What products and scripts sign in with. The text of a key is shown once, when it is made; the server keeps only a hash."
      actions={
        <Button
          variant="primary"
          icon={<Plus aria-hidden className="size-3.5" />}
          onClick={() => setIsCreating(true)}
        >
          Create key
        </Button>
      }
    >
      {keys.length === 0 ? (
        <EmptyState title="No keys">Nothing can call the API yet except people who are signed in.</EmptyState>
      ) : (
        <div className="overflow-x-auto rounded-lg border border-line bg-surface">
          <table className="w-full text-sm">
            <caption className="sr-only">API keys, newest first</caption>
            <thead>
              <tr className="border-b border-line text-left">
                {['Name', 'Key', 'Role', 'Sources', 'Made', 'Last used', 'State'].map((name) => (
                  <th key={name} scope="col" className="caption whitespace-nowrap px-3.5 py-1.5 font-medium">
                    {name}
                  </th>
                ))}
                <th scope="col" className="px-3.5 py-1.5">
                  <span className="sr-only">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {keys.map((key) => (
                <KeyRow key={key.id} apiKey={key} onRevoke={() => setRevoking(key)} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {isCreating ? <KeyCreateForm onClose={() => setIsCreating(false)} /> : null}
      {revoking ? <KeyRevokeForm apiKey={revoking} onClose={() => setRevoking(null)} /> : null}
    </Page>
  );
}

function KeyRow({ apiKey, onRevoke }: { readonly apiKey: ApiKey; readonly onRevoke: () => void }) {
  const now = useNow();
  const isExpired = apiKey.expires_at !== null && Date.parse(apiKey.expires_at) <= now;
  const isOff = apiKey.revoked_at !== null || isExpired;
  return (
    <tr className={cx('border-b border-line last:border-0', isOff && 'text-ink-3')}>
      <th
        scope="row"
        className={cx(
          'max-w-64 break-words px-3.5 py-2 text-left font-medium',
          isOff ? 'text-ink-3' : 'text-ink',
        )}
      >
        {apiKey.name}
      </th>
      <td className="whitespace-nowrap px-3.5 py-2 font-mono text-xs">{apiKey.hint}</td>
      <td className="px-3.5 py-2">{apiKey.role}</td>
      <td className="px-3.5 py-2 text-xs">{apiKey.sources === null ? 'all' : apiKey.sources.join(', ')}</td>
      <td className="whitespace-nowrap px-3.5 py-2 text-xs">
        <Ago at={apiKey.created_at} />
        <span className="text-ink-3"> by {apiKey.created_by}</span>
      </td>
      <td className="whitespace-nowrap px-3.5 py-2 text-xs">
        {apiKey.last_used_at ? <Ago at={apiKey.last_used_at} /> : <span className="text-ink-3">never</span>}
      </td>
      <td className="whitespace-nowrap px-3.5 py-2 text-xs">
        <KeyState apiKey={apiKey} isExpired={isExpired} />
      </td>
      <td className="px-3.5 py-1.5 text-right">
        {apiKey.revoked_at === null ? (
          <Button size="sm" onClick={onRevoke} aria-label={`Revoke ${apiKey.name}`}>
            Revoke…
          </Button>
        ) : null}
      </td>
    </tr>
  );
}

function KeyState({ apiKey, isExpired }: { readonly apiKey: ApiKey; readonly isExpired: boolean }) {
  if (apiKey.revoked_at !== null) {
    return (
      <>
        revoked <Ago at={apiKey.revoked_at} />
      </>
    );
  }
  if (apiKey.expires_at === null) return <span className="text-good">works, no end</span>;
  return (
    <span className={isExpired ? 'text-critical' : 'text-good'}>
      {isExpired ? 'expired' : 'works, ends'} <Ago at={apiKey.expires_at} />
    </span>
  );
}
