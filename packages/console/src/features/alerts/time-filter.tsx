import { type FormEvent, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Field, TextInput } from '../../ui/field.tsx';
import { FilterPopover } from '../../ui/filter-menu.tsx';
import { SPAN_WORDS, SPANS, type Span } from './alert-search.ts';
import { inputOfTime, TIME_PLACEHOLDER, timeOfInput, timeProblem } from './time-input.ts';

interface TimeRange {
  readonly since?: Span;
  readonly from?: string;
  readonly to?: string;
}

interface TimeFilterProps {
  readonly label: string;
  readonly range: TimeRange;
  readonly onChange: (range: TimeRange) => void;
}

// Object.keys forgets that these are spans.
const SPAN_NAMES = Object.keys(SPANS) as Span[];

/** The last hours or days, or from one moment to another. Moments are UTC, as everywhere. */
export function TimeFilter({ label, range, onChange }: TimeFilterProps) {
  return (
    <FilterPopover label={label} chosen={describeRange(range)}>
      {(close) => (
        <TimeForm
          range={range}
          onChange={(next) => {
            onChange(next);
            close();
          }}
        />
      )}
    </FilterPopover>
  );
}

function TimeForm({ range, onChange }: Omit<TimeFilterProps, 'label'>) {
  const [from, setFrom] = useState(inputOfTime(range.from));
  const [to, setTo] = useState(inputOfTime(range.to));
  const [isChecked, setIsChecked] = useState(false);
  const fromTime = timeOfInput(from);
  const toTime = timeOfInput(to);
  const isBackwards = fromTime !== null && toTime !== null && fromTime >= toTime;
  const problems = {
    from: timeProblem(from),
    to: timeProblem(to) ?? (isBackwards ? 'The end lies before the beginning.' : null),
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setIsChecked(true);
    if (problems.from === null && problems.to === null)
      onChange({ ...(fromTime && { from: fromTime }), ...(toTime && { to: toTime }) });
  };
  return (
    <div className="flex flex-col gap-3">
      <div className="grid grid-cols-2 gap-1">
        {SPAN_NAMES.map((span) => (
          <button
            key={span}
            type="button"
            aria-pressed={range.since === span}
            onClick={() => onChange(range.since === span ? {} : { since: span })}
            className={cx(
              'h-7 rounded-md px-2 text-left text-xs',
              range.since === span
                ? 'bg-accent/12 font-medium text-ink'
                : 'text-ink-2 hover:bg-ink/7 hover:text-ink',
            )}
          >
            {SPAN_WORDS[span]}
          </button>
        ))}
      </div>
      <form onSubmit={submit} className="flex flex-col gap-2 border-t border-line pt-3">
        <Field label="From (UTC)" error={isChecked ? problems.from : null}>
          {(control) => (
            <TextInput
              {...control}
              value={from}
              placeholder={TIME_PLACEHOLDER}
              onChange={(event) => setFrom(event.target.value)}
              className="tabular"
            />
          )}
        </Field>
        <Field label="To (UTC)" error={isChecked ? problems.to : null}>
          {(control) => (
            <TextInput
              {...control}
              value={to}
              placeholder={TIME_PLACEHOLDER}
              onChange={(event) => setTo(event.target.value)}
              className="tabular"
            />
          )}
        </Field>
        <div className="flex justify-end gap-2">
          <Button size="sm" variant="ghost" onClick={() => onChange({})}>
            Any time
          </Button>
          <Button size="sm" variant="primary" type="submit">
            Apply
          </Button>
        </div>
      </form>
    </div>
  );
}

function describeRange({ since, from, to }: TimeRange): string | null {
  if (since) return SPAN_WORDS[since].toLowerCase();
  const short = (iso: string) => iso.slice(0, 16).replace('T', ' ');
  if (from && to) return `${short(from)} – ${short(to)}`;
  if (from) return `since ${short(from)}`;
  return to ? `before ${short(to)}` : null;
}
