import type { OneTimeLink } from '@watchfloor/client';
import { SecretBox } from '../../ui/secret-box.tsx';
import { ExactTime } from '../../ui/time.tsx';

interface LinkProps {
  readonly link: OneTimeLink;
  readonly name: string;
}

/** A link with which somebody signs in for the first time, and what to do with it. */
export function OneTimeLinkBox({ link, name }: LinkProps) {
  return (
    <div className="flex flex-col gap-3">
      <SecretBox label="One-time link" secret={window.location.origin + link.path} />
      <ul className="flex list-disc flex-col gap-1 pl-5 text-sm text-ink-2">
        <li>Send it to {name} by a way that only they read. Nothing is sent from here.</li>
        <li>It works once; with it they choose how they sign in from then on.</li>
        <li>
          It ends <ExactTime at={link.expires_at} />. After that, or if it got lost, reset their sign-in for a
          new one.
        </li>
      </ul>
    </div>
  );
}
