import { type FormEvent, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Field, TextInput } from '../../ui/field.tsx';
import { signInAddress } from './sign-in-link.ts';

const COMMAND = 'npx --no-install watchfloor sign-in';

/** The way in for everybody's first time: a link that works once, and not for long. */
export function LinkSignIn({ isFirst }: { readonly isFirst: boolean }) {
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
    <section className="border-t border-line pt-4">
      <h2 className="text-sm font-semibold text-ink">With a one-time link</h2>
      <p className="mt-1 text-sm text-ink-2">
        {isFirst ? null : 'For the first time, and when everything else is lost. '}
        Somebody who manages people gives you one; where the server runs, in the folder of Watchfloor, this
        prints one for the owner:
      </p>
      <div className="mt-2 flex items-center gap-2 rounded-md border border-line bg-surface py-1 pr-1 pl-3">
        <code className="min-w-0 flex-1 truncate font-mono text-xs text-ink">{COMMAND}</code>
        <CopyButton text={COMMAND} label="Copy command" />
      </div>
      <form onSubmit={submit} className="mt-3 flex flex-col gap-2">
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
          <Button type="submit" size="sm">
            Use the link
          </Button>
        </div>
      </form>
    </section>
  );
}
