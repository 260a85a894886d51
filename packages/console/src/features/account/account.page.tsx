import { useSuspenseQuery } from '@tanstack/react-query';
import { ShieldAlert, ShieldCheck } from 'lucide-react';
import { CUSTOMER } from '../../customer-place.ts';
import { Page } from '../../ui/page.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { protectionWords } from './account-factors.ts';
import { accountQuery } from './account-queries.ts';
import { MembershipPanel } from './membership-panel.tsx';
import { PasskeyPanel } from './passkey-panel.tsx';
import { PasswordPanel } from './password-panel.tsx';
import { ProfilePanel } from './profile-panel.tsx';
import { SessionPanel } from './session-panel.tsx';
import { TotpPanel } from './totp-panel.tsx';

/** One's own account, which no role opens and no customer has. */
export function AccountPage() {
  return CUSTOMER === null ? <OwnAccount /> : <NotHere />;
}

function OwnAccount() {
  const { data: account } = useSuspenseQuery(accountQuery);
  const protection = protectionWords(account);
  const Mark = protection.isGood ? ShieldCheck : ShieldAlert;
  return (
    <Page title="Your account" lead="Who you are here, and what you sign in with.">
      {account.must_change_password ? (
        <p
          role="alert"
          className="rounded-md border border-high/40 bg-high/10 px-3 py-2 text-sm font-medium text-ink"
        >
          An admin has asked you to set a new password.
        </p>
      ) : null}
      <p className="flex items-center gap-2 text-sm text-ink">
        <Mark
          aria-hidden
          className={protection.isGood ? 'size-4 shrink-0 text-good' : 'size-4 shrink-0 text-high'}
        />
        {protection.text}
      </p>
      <ProfilePanel key={account.email} account={account} />
      <PasskeyPanel account={account} />
      <div className="grid gap-4 lg:grid-cols-2">
        <PasswordPanel account={account} />
        <TotpPanel account={account} />
      </div>
      <SessionPanel />
      <MembershipPanel account={account} />
    </Page>
  );
}

function NotHere() {
  return (
    <Page title="Your account">
      <EmptyState
        title="Your account is not the customer’s"
        actions={
          <a href="/account" className="text-sm font-medium text-accent hover:underline">
            Leave, and open your account
          </a>
        }
      >
        You act in a customer’s tenant at the moment. What you sign in with belongs to your own.
      </EmptyState>
    </Page>
  );
}
