// Samples of the operations on audit sinks. Their collector is an address of the test server where nobody answers.

import type { AuditSink } from '@watchfloor/client';
import { NOBODY_URL } from '../../packages/server/src/testing/server.ts';
import type { Sample, Side } from './operation-samples.ts';

/** A tenant has five at most. */
const SINKS_MAX = 5;
let names = 0;

async function newSink(side: Side) {
  // Oldest first: ids are in the order of their making.
  const sinks = (await side.caller.api.auditSinks.list({})).toSorted((left, right) =>
    left.id < right.id ? -1 : 1,
  );
  for (const { id } of sinks.slice(0, Math.max(0, sinks.length + 2 - SINKS_MAX)))
    await side.caller.api.auditSinks.delete({ id });
  names += 1;
  return { name: `sink ${names}`, url: NOBODY_URL };
}

async function aSink(side: Side): Promise<AuditSink> {
  return side.caller.api.auditSinks.create(await newSink(side));
}

const anOwn: Sample = { ok: async (side) => ({ id: (await aSink(side)).id }), wrong: null, owned: ['id'] };

export const AUDIT_SINK_SAMPLES: Readonly<Record<string, Sample>> = {
  'audit-sinks.list': { ok: () => ({}), wrong: null, owned: [] },
  'audit-sinks.get': anOwn,
  'audit-sinks.create': {
    ok: newSink,
    wrong: { fields: { authorization: 'two\nlines' }, field: 'authorization' },
    owned: [],
    conflicts: { conflict: async (side) => ({ ...(await newSink(side)), name: (await aSink(side)).name }) },
  },
  'audit-sinks.update': {
    ok: async (side) => ({ id: (await aSink(side)).id, enabled: false }),
    wrong: { fields: { format: 'xml' }, field: 'format' },
    owned: ['id'],
    conflicts: {
      conflict: async (side) => ({ id: (await aSink(side)).id, name: (await aSink(side)).name }),
      version_mismatch: async (side) => ({ id: (await aSink(side)).id, enabled: false, version: 900 }),
    },
  },
  'audit-sinks.delete': anOwn,
  'audit-sinks.test': anOwn,
};
