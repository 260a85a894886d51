import { LogIn } from 'lucide-react';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { api } from '../../api.ts';
import { Brand } from '../../app/brand.tsx';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Field, TextInput } from '../../ui/field.tsx';
import { useDocumentTitle } from '../../ui/page.tsx';
import { signInAddress } from './sign-in-link.ts';

const COMMAND = 'npx --no-install watchfloor sign-in';

interface SignInPageProps {
  readonly reason: 'none' | 'ended' | 'failed';
  /** Called when the session is there again: most people open the link from the terminal, in another tab. */
  readonly onSignedIn?: () => void;
}

/** How to get in. There is no password: a link is made where the server runs, works once, and not for long. */
export function SignInPage({ reason, onSignedIn }: SignInPageProps) {
  useDocumentTitle('Sign in');
  useReturningSession(onSignedIn);
  const [pasted, setPasted] = useState('');
  const [isWrong, setIsWrong] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const address = signInAddress(pasted);
    setIsWrong(address === null);
    // The server answers this address itself: it sets the cookie and leads back here.
    if (address !== null) window.location.assign(address);
  };
  return (
    <main className="flex h-full items-start justify-center overflow-y-auto bg-ground px-6 pt-[14vh] pb-10">
      <div className="w-full max-w-md">
        <Brand />
        <h1 className="mt-6 text-xl font-semibold tracking-tight text-ink">Sign in</h1>
        {reason === 'failed' ? (
          <p
            role="alert"
            className="mt-3 rounded-md border border-critical/40 bg-critical/8 px-3 py-2 text-sm text-ink"
          >
            <span className="font-medium">This link does not work any more.</span> A link signs in once, and
            only for a limited time: it was used already, or it has expired. Make a new one.
          </p>
        ) : null}
        {reason === 'ended' ? (
          <p
            role="status"
            className="mt-3 rounded-md border border-line-strong bg-surface px-3 py-2 text-sm text-ink"
          >
            <span className="font-medium">Your session has ended.</span> What you typed is kept in this tab; a
            new link brings you back to the same page.
          </p>
        ) : null}
        <p className="mt-3 text-sm text-ink-2">
          You sign in with a one-time link. Where the server runs, in the folder of Watchfloor, this prints
          one:
        </p>
        <div className="mt-2 flex items-center gap-2 rounded-md border border-line bg-surface py-1 pr-1 pl-3">
          <code className="min-w-0 flex-1 truncate font-mono text-xs text-ink">{COMMAND}</code>
          <CopyButton text={COMMAND} label="Copy command" />
        </div>
        <p className="mt-2 text-xs text-ink-3">
          The first link is also printed when the server starts (npm start, npm run demo).
        </p>
        <form onSubmit={submit} className="mt-5 flex flex-col gap-2">
          <Field
            label="Link"
            hint="Opening the link does the same as pasting it here."
            error={
              isWrong ? 'There is no sign-in token in this. Paste the whole link as it was printed.' : null
            }
          >
            {(control) => (
              <TextInput
                {...control}
                value={pasted}
                onChange={(event) => {
                  setPasted(event.target.value);
                  setIsWrong(false);
                }}
                placeholder={`${window.location.origin}/sign-in?token=…`}
                className="font-mono text-xs"
              />
            )}
          </Field>
          <div>
            <Button variant="primary" type="submit" icon={<LogIn aria-hidden className="size-3.5" />}>
              Sign in
            </Button>
          </div>
        </form>
      </div>
    </main>
  );
}

/** Asks for the session whenever somebody comes back to this tab. */
function useReturningSession(onSignedIn: (() => void) | undefined): void {
  const newest = useRef(onSignedIn);
  newest.current = onSignedIn;
  useEffect(() => {
    const look = () => {
      if (document.visibilityState === 'hidden' || !newest.current) return;
      api.session.get().then(
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
