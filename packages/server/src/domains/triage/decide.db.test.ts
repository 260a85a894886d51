// A decision from inputs that went through the database is the same, bit for bit: jsonb keeps neither the order of keys nor the
// spelling of numbers, and nothing of a decision may depend on either.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { canonicalHash, canonicalJson } from '../../kernel/canonical-json.ts';
import { createTestDatabase } from '../../testing/cluster.ts';
import { type DecisionInputs, decide } from './decide.ts';
import type { PolicyBody } from './policy.ts';
import { anyInputs, anyPolicyBody } from './testing/decision-inputs.ts';

const database = await createTestDatabase();
after(() => database.drop());

test('decides the same from inputs and a policy read back from jsonb, with the same hashes', async () => {
  const many = fc.array(fc.tuple(anyInputs, anyPolicyBody), { minLength: 40, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(many, async (pairs) => {
      const { rows } = await database.admin.query<{ inputs: DecisionInputs; body: PolicyBody }>(
        `select p.inputs, p.body from unnest($1::jsonb[], $2::jsonb[]) with ordinality as p (inputs, body, place)
         order by place`,
        [pairs.map(([inputs]) => JSON.stringify(inputs)), pairs.map(([, body]) => JSON.stringify(body))],
      );
      assert.equal(rows.length, pairs.length);
      for (const [index, [inputs, body]] of pairs.entries()) {
        const row = rows[index];
        assert.ok(row);
        const before = decide(inputs, { version: 3, body });
        const afterwards = decide(row.inputs, { version: 3, body: row.body });
        assert.equal(canonicalJson(afterwards), canonicalJson(before));
        assert.equal(canonicalHash(row.inputs), canonicalHash(inputs));
      }
    }),
    { numRuns: 15 },
  );
});

test('the outcome itself comes back from jsonb as it was', async () => {
  await fc.assert(
    fc.asyncProperty(anyInputs, anyPolicyBody, async (inputs, body) => {
      const outcome = decide(inputs, { version: 3, body });
      const { rows } = await database.admin.query<{ outcome: unknown }>('select $1::jsonb as outcome', [
        JSON.stringify(outcome),
      ]);
      assert.equal(canonicalJson(rows[0]?.outcome), canonicalJson(outcome));
    }),
    { numRuns: 50 },
  );
});
