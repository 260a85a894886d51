// Samples of the operations on the queue and on dead letters. A letter is planted: work that fails takes too long to fail.

import { plantLetter } from '../../packages/server/src/testing/poison.ts';
import { type Sample, type Side, uuidOf } from './operation-samples.ts';

async function aLetter({ server, caller }: Side, job?: string): Promise<string> {
  const tenant = uuidOf((await caller.api.session.get({})).tenant.id);
  const id = await plantLetter(server.database.admin, {
    tenant,
    alert: null,
    ...(job === undefined ? {} : { job }),
  });
  return `letter_${id.replaceAll('-', '')}`;
}

async function aDiscarded(side: Side): Promise<string> {
  const id = await aLetter(side);
  await side.caller.api.deadLetters.discard({ id, reason: 'a test' });
  return id;
}

export const WORK_SAMPLES: Readonly<Record<string, Sample>> = {
  'work.status': { ok: () => ({}), wrong: null, owned: [] },
  'dead-letters.list': {
    ok: () => ({ limit: 5 }),
    wrong: { fields: { from: 'yesterday' }, field: 'from' },
    owned: [],
  },
  'dead-letters.get': { ok: async (side) => ({ id: await aLetter(side) }), wrong: null, owned: ['id'] },
  'dead-letters.replay': {
    ok: async (side) => ({ id: await aLetter(side) }),
    wrong: null,
    owned: ['id'],
    conflicts: { conflict: async (side) => ({ id: await aLetter(side, 'gone.job') }) },
  },
  'dead-letters.replay-many': {
    ok: () => ({ limit: 5 }),
    wrong: { fields: { limit: 501 }, field: 'limit' },
    owned: [],
  },
  'dead-letters.discard': {
    ok: async (side) => ({ id: await aLetter(side), reason: 'a test of the sensor' }),
    wrong: { fields: { reason: '   ' }, field: 'reason' },
    owned: ['id'],
    conflicts: { conflict: async (side) => ({ id: await aDiscarded(side), reason: 'again' }) },
  },
};
