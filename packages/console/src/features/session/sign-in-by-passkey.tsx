import { useMutation } from '@tanstack/react-query';
import { Fingerprint } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { Button } from '../../ui/button.tsx';
import { refusePasskeysHere } from './passkey-place.ts';
import { offersPasskeysInField, signInFromField, signInWithPasskey, stopOffering } from './passkeys.ts';
import type { SignedIn } from './session.ts';
import { SignInErrorNote } from './sign-in-error.tsx';

/** A challenge is good for five minutes; a page that stands open gets a new one before that. */
const OFFER_ANEW_MS = 4 * 60_000;

export function PasskeySignIn({ onSignedIn }: { readonly onSignedIn: SignedIn }) {
  const refusal = refusePasskeysHere();
  const signing = useMutation({ mutationFn: signInWithPasskey, onSuccess: onSignedIn });
  useOfferInField(refusal === null && !signing.isPending, onSignedIn);
  return (
    <div className="flex flex-col gap-2">
      <Button
        variant="primary"
        className="h-9 w-full"
        icon={<Fingerprint aria-hidden className="size-4" />}
        isBusy={signing.isPending}
        refusal={refusal?.reason ?? null}
        onClick={() => signing.mutate()}
      >
        Sign in with a passkey
      </Button>
      {refusal ? <NoPasskeysNote /> : null}
      {signing.error ? <SignInErrorNote error={signing.error} what="passkey" /> : null}
    </div>
  );
}

/** Why passkeys do not work at this address, and at which they would. */
export function NoPasskeysNote() {
  const refusal = refusePasskeysHere();
  if (refusal === null) return null;
  return (
    <p className="text-xs text-ink-3">
      {refusal.reason}{' '}
      {refusal.elsewhere ? (
        <>
          They work at{' '}
          <a href={refusal.elsewhere + window.location.pathname} className="text-accent hover:underline">
            {refusal.elsewhere}
          </a>
          , where you sign in anew.
        </>
      ) : null}
    </p>
  );
}

/** Lets the browser offer passkeys in the field for the e-mail, where it can, for as long as this is shown. */
function useOfferInField(isOn: boolean, onSignedIn: SignedIn): void {
  const newest = useRef(onSignedIn);
  newest.current = onSignedIn;
  useEffect(() => {
    if (!isOn) return;
    let isOver = false;
    const offer = async () => {
      if (isOver || !(await offersPasskeysInField()) || isOver) return;
      try {
        const outcome = await signInFromField();
        if (!isOver) newest.current(outcome);
      } catch {
        // Nobody asked for it: whoever wants a passkey and cannot has the button, which says why.
      }
    };
    void offer();
    const timer = setInterval(() => void offer(), OFFER_ANEW_MS);
    return () => {
      isOver = true;
      clearInterval(timer);
      stopOffering();
    };
  }, [isOn]);
}
