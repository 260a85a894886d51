import { Search, X } from 'lucide-react';
import { type RefObject, useEffect, useId, useRef, useState } from 'react';
import { Keys } from '../../ui/keys.tsx';

interface SearchBoxProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly inputRef: RefObject<HTMLInputElement | null>;
}

const PAUSE_MS = 250;

/** Searches while one types, after a short pause. Explains itself while it is in use. */
export function SearchBox({ value, onChange, inputRef }: SearchBoxProps) {
  const hintId = useId();
  const [text, setText] = useState(value);
  const sent = useRef(value);
  // A value that did not come from here (a link, the back button) replaces what was typed.
  useEffect(() => {
    if (value === sent.current) return;
    sent.current = value;
    setText(value);
  }, [value]);
  const send = (next: string) => {
    const trimmed = next.trim();
    if (trimmed === sent.current) return;
    sent.current = trimmed;
    onChange(trimmed);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: only typing starts the pause anew.
  useEffect(() => {
    const timer = setTimeout(() => send(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <search className="group/search relative min-w-56 max-w-lg flex-1">
      <Search
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-2.5 size-3.5 -translate-y-1/2 text-ink-3"
      />
      <input
        ref={inputRef}
        type="search"
        aria-label="Search alerts"
        aria-describedby={hintId}
        placeholder="Search words, addresses, hashes"
        autoComplete="off"
        spellCheck={false}
        maxLength={500}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') {
            send(text);
            event.currentTarget.blur();
          } else if (event.key === 'Escape') {
            event.stopPropagation();
            if (text === '') event.currentTarget.blur();
            else {
              setText('');
              send('');
            }
          }
        }}
        className="h-7 w-full rounded-md border border-line bg-surface pr-8 pl-8 text-sm text-ink outline-none hover:border-line-strong focus:border-accent [&::-webkit-search-cancel-button]:hidden"
      />
      {text === '' ? (
        <span className="pointer-events-none absolute top-1/2 right-2 -translate-y-1/2 group-focus-within/search:hidden">
          <Keys keys="/" />
        </span>
      ) : (
        <button
          type="button"
          aria-label="Clear search"
          onClick={() => {
            setText('');
            send('');
            inputRef.current?.focus();
          }}
          className="absolute top-1/2 right-1 flex size-5 -translate-y-1/2 items-center justify-center rounded-sm text-ink-3 hover:text-ink"
        >
          <X aria-hidden className="size-3.5" />
        </button>
      )}
      <p
        id={hintId}
        className="invisible absolute top-full left-0 z-30 mt-1 w-md max-w-[calc(100vw-3rem)] rounded-lg border border-line-strong bg-raised px-3 py-2 text-xs leading-5 text-ink-2 shadow-pop group-focus-within/search:visible"
      >
        All words must occur. <Code>mimi*</Code> finds every word that begins so, <Code>"rare country"</Code>{' '}
        a phrase, <Code>title:injection</Code> a word of the title, <Code>host:ws-1*</Code>,{' '}
        <Code>user:</Code>, <Code>ip:</Code>, <Code>hash:</Code> or <Code>label:</Code> a value. Addresses and
        paths are found as a whole, and a defanged paste works: <Code>hxxp://evil[.]example</Code>.
      </p>
    </search>
  );
}

function Code({ children }: { readonly children: string }) {
  return <code className="rounded-sm bg-ground px-1 py-px font-mono text-2xs text-ink">{children}</code>;
}
