// The verdict and its reason, as closing one alert and closing many ask for them.

import { type KeyboardEvent, useRef } from 'react';
import type { Verdict } from '../../api.ts';
import { cx } from '../../ui/cx.ts';
import { Field, SelectInput } from '../../ui/field.tsx';
import { Keys } from '../../ui/keys.tsx';
import { VerdictMark } from './alert-marks.tsx';
import { CLOSE_REASONS, VERDICT_WORDS, VERDICTS } from './alert-words.ts';

/** The reason after a verdict was chosen: the one there was, if it fits, else the first that does. */
export function reasonFor(verdict: Verdict, reason: string): string {
  const fitting = CLOSE_REASONS.filter((candidate) => fits(candidate.fits, verdict));
  const isFitting = reason === 'other' || fitting.some((candidate) => candidate.id === reason);
  return isFitting ? reason : (fitting[0]?.id ?? '');
}

function fits(verdicts: readonly Verdict[], verdict: Verdict): boolean {
  return verdicts.includes(verdict);
}

interface VerdictChoiceProps {
  readonly verdict: Verdict | null;
  readonly onChoose: (verdict: Verdict) => void;
  readonly isMissing: boolean;
}

/** Four cards that are radio buttons; the digits choose as well. */
export function VerdictChoice({ verdict, onChoose, isMissing }: VerdictChoiceProps) {
  const group = useRef<HTMLFieldSetElement>(null);
  const focus = (value: Verdict) =>
    group.current?.querySelector<HTMLInputElement>(`input[value="${value}"]`)?.focus();
  const onKeyDown = (event: KeyboardEvent) => {
    const chosen = VERDICTS[Number(event.key) - 1];
    if (chosen === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    onChoose(chosen);
    focus(chosen);
  };
  return (
    <fieldset ref={group} onKeyDown={onKeyDown} className="flex flex-col gap-1">
      <legend className="mb-1 text-xs font-medium text-ink-2">Verdict</legend>
      <div className="grid grid-cols-1 gap-1.5 sm:grid-cols-2">
        {VERDICTS.map((value, index) => (
          <label
            key={value}
            className={cx(
              'flex gap-2 rounded-md border px-2.5 py-2 has-focus-visible:outline-2 has-focus-visible:outline-accent',
              verdict === value ? 'border-accent bg-accent/10' : 'border-line-strong hover:bg-hover',
            )}
          >
            <input
              type="radio"
              name="verdict"
              value={value}
              checked={verdict === value}
              onChange={() => onChoose(value)}
              className="sr-only"
            />
            <span className="min-w-0 flex-1">
              <VerdictMark verdict={value} />
              <span className="mt-0.5 block text-xs leading-4 text-ink-3">{VERDICT_WORDS[value].hint}</span>
            </span>
            <Keys keys={String(index + 1)} className="self-start" />
          </label>
        ))}
      </div>
      {isMissing ? (
        <p role="alert" className="text-xs text-critical">
          Choose a verdict.
        </p>
      ) : null}
    </fieldset>
  );
}

interface ReasonFieldProps {
  readonly reason: string;
  readonly verdict: Verdict | null;
  readonly onChange: (reason: string) => void;
  readonly isMissing: boolean;
}

export function ReasonField({ reason, verdict, onChange, isMissing }: ReasonFieldProps) {
  const fitting = CLOSE_REASONS.filter((candidate) => verdict !== null && fits(candidate.fits, verdict));
  const others = CLOSE_REASONS.filter((candidate) => !fitting.includes(candidate));
  return (
    <Field label="Reason" error={isMissing ? 'Choose a reason.' : null}>
      {(control) => (
        <SelectInput {...control} value={reason} onChange={(event) => onChange(event.target.value)}>
          <option value="" disabled>
            Choose a reason
          </option>
          {[...fitting, ...others].map((candidate) => (
            <option key={candidate.id} value={candidate.id}>
              {candidate.name}
            </option>
          ))}
        </SelectInput>
      )}
    </Field>
  );
}
