import type { Account } from '@watchfloor/client';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Ago } from '../../ui/time.tsx';
import { PasswordForm } from './password-form.tsx';

export function PasswordPanel({ account }: { readonly account: Account }) {
  const [isOpen, setIsOpen] = useState(false);
  const close = () => setIsOpen(false);
  return (
    <Panel
      title="Password"
      actions={
        <Button size="sm" onClick={() => setIsOpen(true)}>
          {account.has_password ? 'Change password…' : 'Set a password…'}
        </Button>
      }
    >
      <p className="px-3.5 py-3 text-sm text-ink-2">
        {account.has_password ? (
          <>Set {account.password_set_at ? <Ago at={account.password_set_at} /> : 'before'}.</>
        ) : (
          'None. You need one only where you cannot use a passkey.'
        )}
      </p>
      {isOpen ? (
        <Dialog
          title={account.has_password ? 'Change your password' : 'Set a password'}
          description="Your other sessions end with it."
          width="sm"
          onClose={close}
        >
          <PasswordForm account={account} onDone={close}>
            {({ isBusy, refusal }) => (
              <div className="flex justify-end gap-2">
                <Button variant="ghost" onClick={close}>
                  Cancel
                </Button>
                <Button type="submit" variant="primary" isBusy={isBusy} refusal={refusal}>
                  Set password
                </Button>
              </div>
            )}
          </PasswordForm>
        </Dialog>
      ) : null}
    </Panel>
  );
}
