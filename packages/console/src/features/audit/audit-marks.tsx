import type { AuditRecord } from '@watchfloor/client';
import { Bot, Cog, KeyRound, Link2, Link2Off, User } from 'lucide-react';
import { Tooltip } from '../../ui/tooltip.tsx';
import { ACTOR_WORDS } from './audit-search.ts';

const ACTORS = { user: User, key: KeyRound, agent: Bot, system: Cog } as const;

/** Who did it: a person, a key, an agent or the product, told apart by picture and word. */
export function ActorMark({ actor }: { readonly actor: AuditRecord['actor'] }) {
  const Icon = ACTORS[actor.kind];
  return (
    <span className="flex items-start gap-1.5">
      <Icon aria-hidden className="mt-0.5 size-3.5 shrink-0 text-ink-3" />
      <span className="min-w-0">
        <span className="block break-words text-sm text-ink">{actor.name}</span>
        <span className="block text-xs text-ink-3">
          {ACTOR_WORDS[actor.kind]}
          {actor.tenant_id ? ' of another tenant' : ''}
        </span>
      </span>
    </span>
  );
}

/** The record's place in the chain. */
export function SealMark({ sequence }: { readonly sequence: number | null }) {
  const isSealed = sequence !== null;
  const Icon = isSealed ? Link2 : Link2Off;
  return (
    <Tooltip
      content={
        isSealed
          ? 'Its place in the chain: changing it now is found by verifying.'
          : 'Waits for its place in the chain, which takes seconds.'
      }
    >
      <span className="inline-flex items-center gap-1 text-xs text-ink-3">
        <Icon aria-hidden className="size-3" />
        <span className="tabular">{isSealed ? sequence.toLocaleString('en-US') : 'waits'}</span>
      </span>
    </Tooltip>
  );
}
