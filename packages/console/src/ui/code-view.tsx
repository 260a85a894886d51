import { useMemo, useState } from 'react';
import { Button } from './button.tsx';
import { CopyButton } from './copy-button.tsx';
import { cx } from './cx.ts';
import { formatBytes } from './format.ts';
import { type JsonPart, joinParts, layOutJson } from './json-text.ts';

interface CodeViewProps {
  readonly text: string;
  readonly label: string;
}

/** So much is drawn at once; a browser that lays out megabytes of text stops answering. */
const SHOWN_MAX = 200_000;
const COLOURED_PARTS_MAX = 30_000;

const COLOURS: Readonly<Record<JsonPart['kind'], string>> = {
  key: 'text-ink',
  text: 'text-good',
  number: 'text-low',
  word: 'text-high',
  mark: 'text-ink-3',
  space: '',
};

/** A text as it is, or laid out when it is JSON; never changed by being shown. */
export function CodeView({ text, label }: CodeViewProps) {
  const [wantsPlain, setWantsPlain] = useState(false);
  const [showsAll, setShowsAll] = useState(false);
  const [wraps, setWraps] = useState(true);
  const parts = useMemo(() => layOutJson(text), [text]);
  const isLaidOut = parts !== null && !wantsPlain;
  const shown = useMemo(() => (isLaidOut ? joinParts(parts) : text), [isLaidOut, parts, text]);
  const isCut = !showsAll && shown.length > SHOWN_MAX;
  const isColoured = isLaidOut && !isCut && parts.length <= COLOURED_PARTS_MAX;
  return (
    <div>
      <div className="flex flex-wrap items-center gap-1.5 border-b border-line px-3 py-1.5">
        {parts ? (
          <fieldset className="flex overflow-hidden rounded-md border border-line-strong">
            <legend className="sr-only">Layout</legend>
            <Choice isOn={!wantsPlain} onChoose={() => setWantsPlain(false)}>
              Laid out
            </Choice>
            <Choice isOn={wantsPlain} onChoose={() => setWantsPlain(true)}>
              As received
            </Choice>
          </fieldset>
        ) : (
          <span className="text-xs text-ink-3">Text, as received</span>
        )}
        <Button size="sm" variant="ghost" aria-pressed={wraps} onClick={() => setWraps(!wraps)}>
          {wraps ? 'Do not wrap' : 'Wrap lines'}
        </Button>
        <span className="ml-auto">
          <CopyButton text={text} label="Copy as received" isWide />
        </span>
      </div>
      <section
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must have the focus to be scrolled by key.
        tabIndex={0}
        className="max-h-[70vh] overflow-auto"
      >
        <pre
          className={cx(
            'px-3.5 py-3 font-mono text-xs leading-5 text-ink-2',
            wraps ? 'whitespace-pre-wrap break-all' : 'whitespace-pre',
          )}
        >
          {isColoured ? <Parts parts={parts} /> : isCut ? shown.slice(0, SHOWN_MAX) : shown}
        </pre>
      </section>
      {isCut ? (
        <div className="flex items-center gap-3 border-t border-line px-3.5 py-2 text-xs text-ink-2">
          The first {formatBytes(SHOWN_MAX)} of {formatBytes(shown.length)} are shown.
          <Button size="sm" onClick={() => setShowsAll(true)}>
            Show everything
          </Button>
        </div>
      ) : null}
    </div>
  );
}

function Parts({ parts }: { readonly parts: readonly JsonPart[] }) {
  return parts.map((part, index) =>
    part.kind === 'space' ? (
      part.text
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the text does not change, and neither does the order of its parts.
      <span key={index} className={COLOURS[part.kind]}>
        {part.text}
      </span>
    ),
  );
}

interface ChoiceProps {
  readonly isOn: boolean;
  readonly onChoose: () => void;
  readonly children: string;
}

function Choice({ isOn, onChoose, children }: ChoiceProps) {
  return (
    <button
      type="button"
      aria-pressed={isOn}
      onClick={onChoose}
      className={cx('h-6 px-2 text-xs', isOn ? 'bg-hover font-medium text-ink' : 'text-ink-2 hover:text-ink')}
    >
      {children}
    </button>
  );
}
