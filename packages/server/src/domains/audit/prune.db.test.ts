// Removing from the chain: what may go, what goes on to be proved, and what the database refuses.

import assert from 'node:assert/strict';
import { createPublicKey } from 'node:crypto';
import { after, describe, test } from 'node:test';
import type { TenantId } from '../../kernel/ids.ts';
import { auditByHand } from '../../testing/audit-by-hand.ts';
import { closeChain, pruneAudit, removeBodies, verifyHashes } from './prune.ts';
import { openSigner } from './signing.ts';

const chain = await auditByHand();
after(() => chain.stop());
const { database, parts, tamper } = chain;

const by = {
  actor_kind: 'system',
  actor_id: 'retention',
  actor_name: 'retention',
  reason: 'older than a year',
  request_id: 'test',
} as const;

const DAY_MS = 86_400_000;

/** Five records of a day, sealed, and five of the next. */
async function twoDays(): Promise<{ tenant: TenantId; ids: string[]; nextDay: Date }> {
  const tenant = await chain.newTenant();
  const ids = await chain.write(tenant, 5);
  await chain.seal(tenant);
  parts.clock.advance(DAY_MS);
  const nextDay = parts.clock.now();
  ids.push(...(await chain.write(tenant, 5)));
  await chain.seal(tenant);
  return { tenant, ids, nextDay };
}

async function count(table: string, tenant: string): Promise<number> {
  const { rows } = await tamper(`select count(*)::integer as count from wf.${table} where tenant_id = $1`, [
    tenant,
  ]);
  return rows[0].count;
}

describe('pruning', () => {
  test('removes what is older, and verifying goes on from the signed place', async () => {
    const { tenant, nextDay } = await twoDays();
    assert.equal(await pruneAudit(parts, { tenantId: tenant, before: nextDay, by }), 5);
    assert.equal(await count('audit_record', tenant), 6, 'the five that stay, and the record of the pruning');
    const found = await chain.verify(tenant);
    assert.deepEqual([found.broken, found.first, found.last], [null, 6, 10]);
    await chain.seal(tenant);
    assert.deepEqual([(await chain.verify(tenant)).last, (await chain.verify(tenant)).broken], [11, null]);
    assert.equal(
      await pruneAudit(parts, { tenantId: tenant, before: nextDay, by }),
      0,
      'again: nothing is left to do',
    );
  });

  test('again and up to the end, and the chain goes on at its place', async () => {
    const { tenant, nextDay } = await twoDays();
    await pruneAudit(parts, { tenantId: tenant, before: nextDay, by });
    await chain.seal(tenant);
    parts.clock.advance(DAY_MS);
    assert.equal(await pruneAudit(parts, { tenantId: tenant, before: parts.clock.now(), by }), 6);
    assert.equal(await count('audit_link', tenant), 0);
    assert.equal((await chain.verify(tenant)).broken, null);
    await chain.seal(tenant);
    const found = await chain.verify(tenant);
    assert.deepEqual([found.broken, found.first, found.last], [null, 12, 12]);
  });

  test('keeps what is not older behind one that is, so that the chain has no gap', async () => {
    const { tenant, ids, nextDay } = await twoDays();
    await tamper(`update wf.audit_record set at = $3 where tenant_id = $1 and id = $2`, [
      tenant,
      ids[2],
      nextDay,
    ]);
    assert.equal(await pruneAudit(parts, { tenantId: tenant, before: nextDay, by }), 2);
  });

  test('does not touch a neighbour', async () => {
    const [ours, theirs] = [await twoDays(), await twoDays()];
    await pruneAudit(parts, { tenantId: ours.tenant, before: theirs.nextDay, by });
    assert.deepEqual(
      [await count('audit_record', theirs.tenant), await count('audit_link', theirs.tenant)],
      [10, 10],
    );
  });

  test('is refused at any place but a checkpoint, and to everybody who writes past the function', async () => {
    const { tenant } = await twoDays();
    const run = (text: string) => database.transaction(tenant, (sql) => sql.query('', text));
    await assert.rejects(run('select prune_audit(4)'), /up to a checkpoint only/);
    for (const table of ['audit_record', 'audit_link', 'audit_checkpoint', 'audit_signing_key']) {
      for (const text of [`delete from ${table}`, `truncate ${table}`]) {
        await assert.rejects(run(text), /permission denied/, text);
      }
    }
    await assert.rejects(run(`update audit_record set subject = ''`), /permission denied/);
    await assert.rejects(run('update audit_link set sequence = sequence + 1'), /permission denied/);
    await assert.rejects(run('update audit_checkpoint set at = at'), /permission denied/);
    assert.equal(await count('audit_record', tenant), 10);
  });

  test('that nobody put on record is a gap, although a checkpoint stands there', async () => {
    const { tenant } = await twoDays();
    await database.transaction(tenant, (sql) =>
      sql.query('', 'select prune_audit((select min(sequence) from audit_checkpoint))'),
    );
    const { broken } = await chain.verify(tenant);
    assert.deepEqual([broken?.kind, broken?.sequence], ['link_missing', 1]);
  });

  test('whose checkpoint was edited afterwards is named', async () => {
    const { tenant, nextDay } = await twoDays();
    await pruneAudit(parts, { tenantId: tenant, before: nextDay, by });
    await tamper(
      'update wf.audit_checkpoint set chain_hash = sha256(chain_hash) where tenant_id = $1 and sequence = 5',
      [tenant],
    );
    const { broken } = await chain.verify(tenant);
    assert.deepEqual([broken?.kind, broken?.sequence], ['checkpoint_mismatch', 5]);
  });
});

describe('removing bodies', () => {
  test('leaves a chain that verifies and says how many, and nothing of what was removed', async () => {
    const { tenant, ids } = await twoDays();
    const recordIds = ids.slice(2, 4);
    assert.equal(await removeBodies(parts, { tenantId: tenant, recordIds, by }), 2);
    await chain.seal(tenant);
    const found = await chain.verify(tenant);
    assert.deepEqual([found.broken, found.bodiesRemoved, found.last], [null, 2, 12]);
    const { rows } = await tamper(
      `select r.before, r.after, r.reason, l.body_salt from wf.audit_record r
       join wf.audit_link l on l.tenant_id = r.tenant_id and l.record_id = r.id
       where r.tenant_id = $1 and r.id = any($2)`,
      [tenant, recordIds],
    );
    assert.deepEqual(rows, Array(2).fill({ before: null, after: null, reason: null, body_salt: null }));
  });

  test('a removed body that was put back, or whose record was edited, is named', async () => {
    for (const set of [`reason = 'made up'`, `subject = 'alert:0'`]) {
      const { tenant, ids } = await twoDays();
      await removeBodies(parts, { tenantId: tenant, recordIds: [ids[2] ?? ''], by });
      await tamper(`update wf.audit_record set ${set} where tenant_id = $1 and id = $2`, [tenant, ids[2]]);
      const { broken } = await chain.verify(tenant);
      assert.deepEqual([broken?.kind, broken?.record_id], ['record_altered', ids[2]]);
    }
  });

  test('of what is not sealed, or a second time, is refused and leaves nothing on record', async () => {
    const { tenant, ids } = await twoDays();
    const [waiting = ''] = await chain.write(tenant, 1);
    const remove = (recordIds: string[]) => removeBodies(parts, { tenantId: tenant, recordIds, by });
    await assert.rejects(remove([waiting]), /sealed/);
    await remove([ids[1] ?? '']);
    await assert.rejects(remove([ids[0] ?? '', ids[1] ?? '']), /once/);
    const { rows } = await tamper(
      `select count(*)::integer as count from wf.audit_record where tenant_id = $1 and event = 'audit.body-removed'`,
      [tenant],
    );
    assert.equal(rows[0].count, 1);
    const kept = await tamper('select reason from wf.audit_record where tenant_id = $1 and id = $2', [
      tenant,
      ids[0],
    ]);
    assert.equal(kept.rows[0].reason, 'test');
  });

  test('without a record of it the function removes nothing', async () => {
    const { tenant, ids } = await twoDays();
    const rows = await database.transaction(tenant, (sql) =>
      sql.query<{ removed: string }>('', 'select remove_audit_bodies($1::uuid[]) as removed', [ids]),
    );
    assert.deepEqual(rows, [{ removed: '0' }]);
  });
});

describe('closing a chain', () => {
  const keyOf = (tenant: TenantId) =>
    database.transaction(tenant, async (sql) => {
      const at = parts.clock.now();
      return createPublicKey(
        (await openSigner({ sql, at, platformVault: parts.vault.platform({ sql, at }) })).publicKey,
      );
    });

  test('gives hashes that verify when nothing else is left, also of a pruned chain', async () => {
    const { tenant, nextDay } = await twoDays();
    const whole = await closeChain(parts, tenant);
    assert.deepEqual([whole.links.length, whole.checkpoint?.sequence, whole.start.sequence], [10, 10, 0]);
    await pruneAudit(parts, { tenantId: tenant, before: nextDay, by });
    await chain.seal(tenant);
    const pruned = await closeChain(parts, tenant);
    assert.deepEqual([pruned.links.length, pruned.checkpoint?.sequence, pruned.start.sequence], [6, 11, 5]);
    const key = await keyOf(tenant);
    for (const closed of [whole, pruned])
      assert.equal(verifyHashes({ ...closed, tenantId: tenant }, key), true);
  });

  test('a hash that was changed, left out, repeated or of another tenant does not verify', async () => {
    const { tenant } = await twoDays();
    const closed = await closeChain(parts, tenant);
    const key = await keyOf(tenant);
    const [first, second, ...rest] = closed.links;
    assert.ok(first && second);
    const other = { ...second, record_hash: first.record_hash };
    for (const links of [
      [first, other, ...rest],
      [first, ...rest],
      [first, first, second, ...rest],
      closed.links.slice(0, -1),
      [],
    ]) {
      assert.equal(verifyHashes({ ...closed, links, tenantId: tenant }, key), false);
    }
    assert.equal(verifyHashes({ ...closed, tenantId: await chain.newTenant() }, key), false);
    assert.equal(verifyHashes({ ...closed, tenantId: tenant }, undefined), false);
  });

  test('is refused while a record waits, and of a tenant without records gives none', async () => {
    const { tenant } = await twoDays();
    await database.transaction(tenant, async (sql) => {
      await sql.query('', 'select pg_current_xact_id()');
      await chain.write(tenant, 1);
      await assert.rejects(closeChain(parts, tenant), /1 audit records are not sealed/);
    });
    assert.equal((await closeChain(parts, tenant)).links.length, 11);
    const empty = await chain.newTenant();
    const closed = await closeChain(parts, empty);
    assert.deepEqual([closed.links, closed.checkpoint], [[], null]);
    assert.equal(verifyHashes({ ...closed, tenantId: empty }, undefined), true);
  });
});
