import { TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { ErrorNote } from '../../ui/states.tsx';
import { passkeyProblem } from './passkeys.ts';
import { type Given, signInProblem } from './sign-in-words.ts';

interface ErrorProps {
  readonly error: unknown;
  readonly what: Given;
}

/** Why signing in, or proving again who one is, did not work. */
export function SignInErrorNote({ error, what }: ErrorProps) {
  // The moment of the answer: what it says of a lock counts from then on.
  const [atMs] = useState(() => Date.now());
  const text = signInProblem(error, what, atMs) ?? passkeyProblem(error);
  if (text === null) return <ErrorNote error={error} />;
  return (
    <p
      role="alert"
      className="flex items-start gap-2 rounded-md border border-critical/40 bg-critical/8 px-3 py-2 text-sm text-ink"
    >
      <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-critical" />
      <span className="min-w-0 break-words">{text}</span>
    </p>
  );
}
