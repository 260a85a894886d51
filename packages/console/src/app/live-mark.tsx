import { CloudOff, PauseCircle, RefreshCw } from 'lucide-react';
import { CUSTOMER } from '../customer-place.ts';
import { useLivePhase } from '../live.ts';
import type { LivePhase } from '../live-state.ts';
import { Tooltip } from '../ui/tooltip.tsx';

const WORDS: Readonly<Record<LivePhase, { readonly name: string; readonly hint: string }>> = {
  connecting: { name: 'Connecting', hint: 'Opening the stream of changes.' },
  live: { name: 'Live', hint: 'Changes arrive at once.' },
  reconnecting: {
    name: 'Reconnecting',
    hint: 'The stream was lost. Nothing is missed: it goes on where it stopped.',
  },
  polling: {
    name: 'Polling',
    hint: 'The stream is away. The list is read every 15 seconds, and the stream is tried again.',
  },
  paused: { name: 'Paused', hint: 'This tab was hidden.' },
};

const IN_CUSTOMER = {
  name: 'Every 15 s',
  hint: 'In a customer’s tenant the list is read every 15 seconds; there is no stream.',
} as const;

/** Whether what is on the screen keeps itself up to date. */
export function LiveMark() {
  const phase = useLivePhase();
  const { name, hint } = CUSTOMER === null ? WORDS[phase] : IN_CUSTOMER;
  return (
    <Tooltip content={hint}>
      <span role="status" className="inline-flex h-6 items-center gap-1.5 px-1 text-xs text-ink-2">
        {CUSTOMER === null ? <LiveSign phase={phase} /> : null}
        <span>{name}</span>
        <span className="sr-only">: {hint}</span>
      </span>
    </Tooltip>
  );
}

function LiveSign({ phase }: { readonly phase: LivePhase }) {
  if (phase === 'live') return <span aria-hidden className="size-1.5 rounded-full bg-good" />;
  if (phase === 'polling') return <CloudOff aria-hidden className="size-3.5 text-high" />;
  if (phase === 'paused') return <PauseCircle aria-hidden className="size-3.5 text-ink-3" />;
  return <RefreshCw aria-hidden className="size-3 text-medium motion-safe:animate-turn" />;
}
