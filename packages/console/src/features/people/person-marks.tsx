import type { Person } from '@watchfloor/client';
import { CircleCheck, CircleSlash, Lock, MailOpen } from 'lucide-react';
import { cx } from '../../ui/cx.ts';
import { Ago } from '../../ui/time.tsx';
import { describeFactors } from './person-rules.ts';

type Account = NonNullable<Person['account']>;

const STATUSES = {
  active: { icon: CircleCheck, text: 'text-good', name: 'active' },
  invited: { icon: MailOpen, text: 'text-medium', name: 'invited' },
  deactivated: { icon: CircleSlash, text: 'text-ink-3', name: 'switched off' },
} as const;

/** The state of an account, and of its one-time link while that counts. */
export function PersonStatusMark({ account }: { readonly account: Account }) {
  const { icon: Icon, text, name } = STATUSES[account.status];
  return (
    <span className="flex flex-col text-xs">
      <span className="inline-flex items-center gap-1.5 text-ink-2">
        <Icon aria-hidden className={cx('size-3.5 shrink-0', text)} />
        {name}
      </span>
      {account.locked_until !== null ? (
        <span className="inline-flex items-center gap-1.5 whitespace-nowrap text-high">
          <Lock aria-hidden className="size-3.5 shrink-0" />
          locked, ends <Ago at={account.locked_until} />
        </span>
      ) : null}
      {account.link_expires_at !== null ? (
        <span className="whitespace-nowrap pl-5 text-ink-3">
          link ends <Ago at={account.link_expires_at} />
        </span>
      ) : account.status === 'invited' ? (
        <span className="whitespace-nowrap pl-5 text-critical">link has ended</span>
      ) : null}
    </span>
  );
}

export function FactorList({ account }: { readonly account: Account }) {
  const { factors, weakness } = describeFactors(account);
  if (factors.length === 0) return <span className="text-xs text-ink-3">none yet</span>;
  return (
    <span className="text-xs text-ink-2">
      {factors.join(', ')}
      {weakness ? (
        <span className="block text-medium" title={weakness}>
          no second factor
        </span>
      ) : null}
    </span>
  );
}
