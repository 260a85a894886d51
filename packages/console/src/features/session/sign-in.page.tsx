import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { homeApi } from '../../api.ts';
import { Brand } from '../../app/brand.tsx';
import { useDocumentTitle } from '../../ui/page.tsx';
import { Or } from './confirm-identity.tsx';
import { type SignedIn, sessionQuery } from './session.ts';
import { LinkSignIn } from './sign-in-by-link.tsx';
import { PasskeySignIn } from './sign-in-by-passkey.tsx';
import { PasswordSignIn } from './sign-in-by-password.tsx';
import { SecondFactor, type SecondStep } from './sign-in-second-factor.tsx';

interface SignInPageProps {
  readonly reason: 'none' | 'ended' | 'failed';
  /** Called when the session is there again, here or in another tab. */
  readonly onSignedIn?: () => void;
}

/** How to get in: a passkey first, then e-mail and password, and below both the one-time link by which everybody begins. */
export function SignInPage({ reason, onSignedIn }: SignInPageProps) {
  useDocumentTitle('Sign in');
  useReturningSession(onSignedIn);
  const goOn = useGoingOn(onSignedIn);
  const [step, setStep] = useState<SecondStep | null>(null);
  return (
    <main className="flex h-full items-start justify-center overflow-y-auto bg-ground px-6 pt-[9vh] pb-10">
      <div className="w-full max-w-sm">
        <Brand />
        <h1 className="mt-6 text-xl font-semibold tracking-tight text-ink">
          {step === null ? 'Sign in' : 'One more step'}
        </h1>
        <ReasonNote reason={reason} />
        {step === null ? (
          <div className="mt-4 flex flex-col gap-4">
            <PasskeySignIn onSignedIn={goOn} />
            <Or />
            <PasswordSignIn onSignedIn={goOn} onSecondFactor={setStep} />
            <LinkSignIn isFirst={reason === 'failed'} />
          </div>
        ) : (
          <SecondFactor step={step} onSignedIn={goOn} onBack={() => setStep(null)} />
        )}
      </div>
    </main>
  );
}

/** Somebody has signed in on this page: on with it, or from the beginning when it is somebody else than before. */
function useGoingOn(onSignedIn: (() => void) | undefined): SignedIn {
  const client = useQueryClient();
  return ({ must_change_password: mustChange }) => {
    const before = client.getQueryData(sessionQuery.queryKey);
    if (mustChange) window.location.assign('/account');
    else if (before === undefined && onSignedIn) onSignedIn();
    else {
      homeApi.session.get().then(
        (now) => {
          // Nothing that was read as somebody else, or in another tenant, may be shown now.
          const isSame =
            before?.principal.id === now.principal.id && before?.tenant.id === now.tenant.id && onSignedIn;
          if (isSame) onSignedIn();
          else window.location.assign('/');
        },
        () => window.location.assign('/'),
      );
    }
  };
}

function ReasonNote({ reason }: Pick<SignInPageProps, 'reason'>): ReactNode {
  if (reason === 'failed') {
    return (
      <p
        role="alert"
        className="mt-3 rounded-md border border-critical/40 bg-critical/8 px-3 py-2 text-sm text-ink"
      >
        <span className="font-medium">This link does not work any more.</span> A link signs in once, and only
        for a limited time: it was used already, or it has expired. Make a new one, or sign in as you usually
        do.
      </p>
    );
  }
  if (reason === 'ended') {
    return (
      <p
        role="status"
        className="mt-3 rounded-md border border-line-strong bg-surface px-3 py-2 text-sm text-ink"
      >
        <span className="font-medium">Your session has ended.</span> What you typed is kept in this tab, and
        signing in brings you back to the same page.
      </p>
    );
  }
  return null;
}

/** Asks for the session whenever somebody comes back to this tab: they may have signed in in another one. */
function useReturningSession(onSignedIn: (() => void) | undefined): void {
  const newest = useRef(onSignedIn);
  newest.current = onSignedIn;
  useEffect(() => {
    const look = () => {
      if (document.visibilityState === 'hidden' || !newest.current) return;
      homeApi.session.get().then(
        () => newest.current?.(),
        // Still signed out, or the server is away: this page stays as it is.
        () => undefined,
      );
    };
    window.addEventListener('focus', look);
    document.addEventListener('visibilitychange', look);
    return () => {
      window.removeEventListener('focus', look);
      document.removeEventListener('visibilitychange', look);
    };
  }, []);
}
