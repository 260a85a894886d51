import { useQueryClient } from '@tanstack/react-query';
import type { Account } from '@watchfloor/client';
import { useState } from 'react';
import { api } from '../../api.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { countOf } from '../../ui/format.ts';
import { Panel } from '../../ui/panel.tsx';
import { toastDone } from '../../ui/toast.ts';
import { refuseTotp } from './account-factors.ts';
import { accountQuery } from './account-queries.ts';
import { RecoveryCodes } from './recovery-codes.tsx';
import { TotpForm } from './totp-form.tsx';

const FEW = 3;

export function TotpPanel({ account }: { readonly account: Account }) {
  const client = useQueryClient();
  const [open, setOpen] = useState<'set-up' | 'codes' | 'remove' | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const close = () => {
    setOpen(null);
    setCodes(null);
  };
  const changed = () => void client.invalidateQueries({ queryKey: accountQuery.queryKey, exact: true });
  const left = account.recovery_codes;
  return (
    <Panel
      title="One-time codes"
      note="a second factor after the password"
      actions={
        account.has_totp ? (
          <>
            <Button size="sm" onClick={() => setOpen('codes')}>
              New recovery codes…
            </Button>
            <Button size="sm" onClick={() => setOpen('remove')}>
              Switch off…
            </Button>
          </>
        ) : (
          <Button size="sm" refusal={refuseTotp(account)} onClick={() => setOpen('set-up')}>
            Set up…
          </Button>
        )
      }
    >
      <p className="px-3.5 py-3 text-sm text-ink-2">
        {account.has_totp ? (
          <>
            On.{' '}
            <span className={left < FEW ? 'text-critical' : undefined}>
              {left === 0 ? 'No recovery code is left' : `${countOf(left, 'recovery code')} left`}
            </span>
            {left < FEW ? ': make new ones before you lose your device.' : '.'}
          </>
        ) : (
          `Off. ${refuseTotp(account) ?? ''}`
        )}
      </p>
      {open === 'set-up' ? <TotpForm account={account} onClose={close} /> : null}
      {open === 'codes' && codes === null ? (
        <ConfirmDialog
          title="Make new recovery codes?"
          description="The codes you have now are good for nothing from then on."
          action="Make new codes"
          run={() => api.account.newRecoveryCodes()}
          onDone={(made) => {
            changed();
            setCodes(made.recovery_codes);
          }}
          onClose={close}
        />
      ) : null}
      {codes !== null ? (
        <Dialog
          title="New recovery codes"
          onClose={close}
          isSticky
          footer={
            <Button variant="primary" onClick={close}>
              I have kept them
            </Button>
          }
        >
          <RecoveryCodes codes={codes} email={account.email} />
        </Dialog>
      ) : null}
      {open === 'remove' ? (
        <ConfirmDialog
          title="Switch one-time codes off?"
          description="Your password alone signs you in then, and your recovery codes are gone."
          action="Switch off"
          keep="Keep them"
          isDanger
          run={() => api.account.removeTotp()}
          onDone={() => {
            changed();
            toastDone('One-time codes are off');
            close();
          }}
          onClose={close}
        />
      ) : null}
    </Panel>
  );
}
