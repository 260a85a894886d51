// What people say of an entity, in words, and what each word brings about.

import type { EntityDetail } from '@watchfloor/client';

export type Verdict = NonNullable<EntityDetail['judgement']>['verdict'];

export const VERDICTS: readonly Verdict[] = ['benign', 'watch', 'malicious'];

export const VERDICT_NAMES: Readonly<Record<Verdict, { readonly name: string; readonly means: string }>> = {
  benign: { name: 'Benign', means: 'From now on it joins no alerts: everybody shares it.' },
  watch: { name: 'To be watched', means: 'Shown to whoever opens it. It changes no score.' },
  malicious: { name: 'Malicious', means: 'Shown to whoever opens it. It changes no score.' },
};
