// The chain against a real database: what is sealed and when, and what verifying says after somebody has been at the tables with
// all rights there are.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { auditByHand } from '../../testing/audit-by-hand.ts';
import { insertAuditRecord } from './audit.store.ts';
import { makeCheckpoint, sealBatch, sealNow, sealScope } from './seal.ts';

const chain = await auditByHand();
after(() => chain.stop());
const { database, parts, tamper } = chain;

async function links(tenantId: string): Promise<{ sequence: number; record_id: string }[]> {
  const { rows } = await tamper(
    'select sequence::integer, record_id from wf.audit_link where tenant_id = $1 order by sequence',
    [tenantId],
  );
  return rows;
}

const system = {
  actor_kind: 'system',
  actor_id: 'test',
  actor_name: 'test',
  actor_tenant_id: null,
  address: null,
  before: null,
  after: null,
  reason: null,
  request_id: 'test',
} as const;

function writeIn(sql: Parameters<typeof sealScope>[1]['sql'], tenantId: string, id: string) {
  const at = parts.clock.now();
  return insertAuditRecord({ sql, tenantId }, { ...system, id, at, event: 'x.done', subject: 'x:1' });
}

describe('sealing', () => {
  test('chains every record once, in the order of writing, and signs the first state', async () => {
    const tenant = await chain.newTenant();
    const ids = await chain.write(tenant, 5);
    assert.equal(await chain.seal(tenant), 5);
    assert.equal(await chain.seal(tenant), 0);
    assert.deepEqual(
      await links(tenant),
      ids.map((id, index) => ({ sequence: index + 1, record_id: id })),
    );
    const found = await chain.verify(tenant);
    assert.deepEqual(
      [found.broken, found.links, found.records, found.checkpoints, found.next],
      [null, 5, 5, 1, null],
    );
  });

  test('leaves out what a running transaction holds back, and everything after it; then loses and repeats nothing', async () => {
    const tenant = await chain.newTenant();
    const late = parts.ids.next('audit');
    let early: string[] = [];
    await database.transaction(tenant, async (sql) => {
      await writeIn(sql, tenant, late);
      early = await chain.write(tenant, 3);
      assert.equal(await sealNow(parts, tenant), 0, 'what began later waits for what began earlier');
      assert.equal((await chain.verify(tenant)).broken, null);
    });
    const next = await chain.write(tenant, 2);
    assert.equal(await chain.seal(tenant), 6);
    assert.deepEqual(
      (await links(tenant)).map((link) => link.record_id),
      [late, ...early, ...next],
    );
    assert.equal((await chain.verify(tenant)).broken, null);
  });

  test('a transaction that began before others, wrote after them and commits last is sealed after them', async () => {
    const tenant = await chain.newTenant();
    const late = parts.ids.next('audit');
    let early: string[] = [];
    await database.transaction(tenant, async (sql) => {
      await sql.query('', 'select count(*) from audit_record where tenant_id = $1', [tenant]);
      early = await chain.write(tenant, 3);
      assert.equal(await chain.seal(tenant), 3);
      await writeIn(sql, tenant, late);
      assert.equal(await chain.seal(tenant), 0);
    });
    assert.equal(await chain.seal(tenant), 1);
    assert.deepEqual(
      (await links(tenant)).map((link) => link.record_id),
      [...early, late],
    );
  });

  test('many sealers at once, while records are written, chain each once and without a gap', async () => {
    const tenant = await chain.newTenant();
    const writing = Promise.all(Array.from({ length: 4 }, () => chain.write(tenant, 40)));
    let isWriting = true;
    const settled = writing.finally(() => {
      isWriting = false;
    });
    const round = async () => {
      while (isWriting) {
        await database.transaction(tenant, (sql) =>
          sealBatch(sealScope(parts, { sql, tenantId: tenant }), { wait: false }),
        );
      }
    };
    await Promise.all([settled, round(), round(), sealNow(parts, tenant)]);
    await chain.seal(tenant);
    const all = (await writing).flat();
    const chained = await links(tenant);
    assert.deepEqual(
      chained.map((link) => link.sequence),
      all.map((_, index) => index + 1),
    );
    assert.deepEqual(chained.map((link) => link.record_id).sort(), [...all].sort());
    assert.equal((await chain.verify(tenant)).broken, null);
  });

  test('rows of a life before a restore, with transaction ids yet to come, are sealed', async () => {
    const tenant = await chain.newTenant();
    await chain.write(tenant, 2);
    await tamper(`update wf.audit_unsealed set transaction_id = '9000000000000000' where tenant_id = $1`, [
      tenant,
    ]);
    assert.equal(await chain.seal(tenant), 2);
  });

  test('signs each thousandth link, and after an hour what has grown since', async () => {
    const tenant = await chain.newTenant();
    await chain.write(tenant, 1);
    await chain.seal(tenant);
    const { rows } = await tamper('select id from wf.audit_record where tenant_id = $1', [tenant]);
    await tamper(
      `with copied as (
         insert into wf.audit_record (tenant_id, id, at, event, actor_kind, actor_id, actor_name, subject, request_id)
         select tenant_id, gen_random_uuid(), at, event, actor_kind, actor_id, actor_name, subject, request_id
         from wf.audit_record, generate_series(1, 2100) where tenant_id = $1 and id = $2 returning tenant_id, id, at)
       insert into wf.audit_unsealed (tenant_id, id, at) select * from copied`,
      [tenant, rows[0].id],
    );
    assert.equal(await chain.seal(tenant), 2100);
    const signed = async () =>
      (
        await tamper(
          'select sequence::integer from wf.audit_checkpoint where tenant_id = $1 order by sequence',
          [tenant],
        )
      ).rows.map((row) => row.sequence);
    assert.deepEqual(await signed(), [1, 1001, 2001]);
    parts.clock.advance(3_600_000);
    assert.equal(await chain.seal(tenant), 0);
    assert.deepEqual(await signed(), [1, 1001, 2001, 2101]);
    const found = await chain.verify(tenant);
    assert.deepEqual([found.broken, found.checkpoints], [null, 4]);
  });
});

describe('verifying', () => {
  /** A chain of ten records with checkpoints at 1 and 10. */
  async function tenOf(): Promise<{ tenant: string; ids: string[] }> {
    const tenant = await chain.newTenant();
    const ids = await chain.write(tenant, 1);
    await chain.seal(tenant);
    parts.clock.advance(3_600_000);
    ids.push(...(await chain.write(tenant, 9)));
    await chain.seal(tenant);
    // Where a transaction of another test held something back, the checkpoint that was due stands earlier.
    await database.transaction(tenant, (sql) => makeCheckpoint(sealScope(parts, { sql, tenantId: tenant })));
    return { tenant, ids };
  }

  const verify = async (tenant: string) => {
    const { broken } = await chain.verify(tenant as never);
    return broken && [broken.kind, broken.sequence, broken.record_id, broken.part];
  };

  const EDITS: readonly [what: string, set: string, part: 'fields' | 'body'][] = [
    ['who', `actor_name = 'Somebody else'`, 'fields'],
    ['the kind of actor', `actor_kind = 'agent'`, 'fields'],
    ['for whom', 'actor_tenant_id = tenant_id', 'fields'],
    ['from where', 'address = null', 'fields'],
    ['when, by a microsecond', `at = at + interval '1 microsecond'`, 'fields'],
    ['what', `event = 'alert.reopened'`, 'fields'],
    ['to what', `subject = 'alert:0'`, 'fields'],
    ['by which request', `request_id = ''`, 'fields'],
    ['before', `before = '{}'`, 'body'],
    ['after', `after = after || '{"status":"new"}'`, 'body'],
    ['the reason', 'reason = null', 'body'],
    ['all of the body', 'before = null, after = null, reason = null', 'body'],
  ];
  for (const [what, set, part] of EDITS) {
    test(`names the record of which ${what} was edited`, async () => {
      const { tenant, ids } = await tenOf();
      assert.equal(await verify(tenant), null);
      await tamper(`update wf.audit_record set ${set} where tenant_id = $1 and id = $2`, [tenant, ids[3]]);
      assert.deepEqual(await verify(tenant), ['record_altered', 4, ids[3], part]);
    });
  }

  test('names the record that was deleted', async () => {
    const { tenant, ids } = await tenOf();
    await tamper('delete from wf.audit_record where tenant_id = $1 and id = $2', [tenant, ids[6]]);
    assert.deepEqual(await verify(tenant), ['record_missing', 7, ids[6], null]);
  });

  test('names the place when a record was deleted with its link', async () => {
    const { tenant, ids } = await tenOf();
    await tamper('delete from wf.audit_record where tenant_id = $1 and id = $2', [tenant, ids[6]]);
    await tamper('delete from wf.audit_link where tenant_id = $1 and sequence = 7', [tenant]);
    assert.deepEqual(await verify(tenant), ['link_missing', 7, null, null]);
  });

  test('names the beginning and the end when they were cut off', async () => {
    const first = await tenOf();
    await tamper('delete from wf.audit_link where tenant_id = $1 and sequence < 3', [first.tenant]);
    assert.deepEqual(await verify(first.tenant), ['link_missing', 1, null, null]);
    const last = await tenOf();
    await tamper('delete from wf.audit_link where tenant_id = $1 and sequence > 8', [last.tenant]);
    assert.deepEqual(await verify(last.tenant), ['link_missing', 9, null, null]);
  });

  test('names the record that was put in', async () => {
    const { tenant, ids } = await tenOf();
    const { rows } = await tamper(
      `insert into wf.audit_record (tenant_id, id, at, event, actor_kind, actor_id, actor_name, subject, request_id)
       select tenant_id, gen_random_uuid(), at, event, actor_kind, actor_id, actor_name, subject, request_id
       from wf.audit_record where tenant_id = $1 and id = $2 returning id`,
      [tenant, ids[2]],
    );
    assert.deepEqual(await verify(tenant), ['record_not_chained', null, rows[0].id, null]);
  });

  test('names the first of two records that were swapped, and of two links', async () => {
    const records = await tenOf();
    const [a, b] = [records.ids[2], records.ids[5]];
    const swap = 'update wf.audit_record set id = $3 where tenant_id = $1 and id = $2';
    const spare = parts.ids.next('audit');
    for (const [from, to] of [
      [a, spare],
      [b, a],
      [spare, b],
    ])
      await tamper(swap, [records.tenant, from, to]);
    assert.deepEqual(await verify(records.tenant), ['record_altered', 3, a, 'fields']);

    const { tenant, ids } = await tenOf();
    for (const [from, to] of [
      [3, 99],
      [6, 3],
      [99, 6],
    ])
      await tamper('update wf.audit_link set sequence = $3 where tenant_id = $1 and sequence = $2', [
        tenant,
        from,
        to,
      ]);
    assert.deepEqual(await verify(tenant), ['link_altered', 3, ids[5], null]);
  });

  for (const column of ['chain_hash', 'record_hash', 'body_hash']) {
    test(`names the link whose ${column} was edited`, async () => {
      const { tenant, ids } = await tenOf();
      await tamper(
        `update wf.audit_link set ${column} = set_byte(${column}, 5, 255 - get_byte(${column}, 5)) where tenant_id = $1 and sequence = 5`,
        [tenant],
      );
      const part = column === 'body_hash' ? 'body' : null;
      assert.deepEqual(await verify(tenant), ['link_altered', 5, ids[4], part]);
    });
  }

  test('names the record whose salt was edited, or taken away without a removal on record', async () => {
    const { tenant, ids } = await tenOf();
    const set = (salt: string) =>
      tamper(`update wf.audit_link set body_salt = ${salt} where tenant_id = $1 and sequence = 5`, [tenant]);
    await set(`'\\x00'`);
    assert.deepEqual(await verify(tenant), ['record_altered', 5, ids[4], 'body']);
    await set('null');
    assert.deepEqual(await verify(tenant), ['record_altered', 5, ids[4], 'body'], 'the body is still there');
    await tamper(
      'update wf.audit_record set before = null, after = null, reason = null where tenant_id = $1 and id = $2',
      [tenant, ids[4]],
    );
    assert.deepEqual(
      await verify(tenant),
      ['record_altered', 5, ids[4], 'body'],
      'gone, and nothing says so',
    );
  });

  test('names the checkpoint that was edited, in any of its columns', async () => {
    for (const set of [
      'chain_hash = sha256(chain_hash)',
      `at = at + interval '1 millisecond'`,
      `key_id = 'ffffffffffffffff'`,
      'signature = set_byte(signature, 3, 255 - get_byte(signature, 3))',
    ]) {
      const { tenant } = await tenOf();
      await tamper(`update wf.audit_checkpoint set ${set} where tenant_id = $1 and sequence = 10`, [tenant]);
      assert.deepEqual(await verify(tenant), ['checkpoint_mismatch', 10, null, null], set);
    }
  });

  test('a chain that was made anew from an edit on does not match its checkpoint', async () => {
    const { tenant, ids } = await tenOf();
    await tamper(`update wf.audit_record set actor_name = 'Somebody else' where tenant_id = $1 and id = $2`, [
      tenant,
      ids[3],
    ]);
    // As somebody would who has read this code: everything after it again, but for the signature.
    await tamper('delete from wf.audit_link where tenant_id = $1', [tenant]);
    const { rows } = await tamper(
      'delete from wf.audit_checkpoint where tenant_id = $1 and sequence = 10 returning *',
      [tenant],
    );
    await tamper('delete from wf.audit_checkpoint where tenant_id = $1', [tenant]);
    await tamper(
      'insert into wf.audit_unsealed (tenant_id, id, at) select tenant_id, id, at from wf.audit_record where tenant_id = $1',
      [tenant],
    );
    await chain.seal(tenant as never);
    await tamper('delete from wf.audit_checkpoint where tenant_id = $1', [tenant]);
    const [row] = rows;
    await tamper('insert into wf.audit_checkpoint values ($1, $2, $3, $4, $5, $6)', [
      tenant,
      row.sequence,
      row.chain_hash,
      row.at,
      row.key_id,
      row.signature,
    ]);
    assert.deepEqual(await verify(tenant), ['checkpoint_mismatch', 10, null, null]);
  });

  test('a key that somebody put into the database signs nothing', async () => {
    const { tenant } = await tenOf();
    const other = await auditByHand('cd'.repeat(32));
    try {
      const theirs = await other.newTenant();
      await other.write(theirs, 1);
      await other.seal(theirs);
      const key = (await other.tamper('select * from wf.audit_signing_key')).rows[0];
      const { signature } = (await other.tamper('select * from wf.audit_checkpoint')).rows[0];
      await tamper('insert into wf.audit_signing_key values ($1, $2, $3)', [
        key.key_id,
        key.sealed_key,
        key.made_at,
      ]);
      await tamper(
        'update wf.audit_checkpoint set key_id = $2, signature = $3 where tenant_id = $1 and sequence = 10',
        [tenant, key.key_id, signature],
      );
      assert.deepEqual(await verify(tenant), ['checkpoint_mismatch', 10, null, null]);
    } finally {
      await tamper(
        'delete from wf.audit_signing_key where sealed_key <> (select sealed_key from wf.audit_signing_key order by made_at limit 1)',
      );
      await other.stop();
    }
  });

  test('goes on page by page, and says what each covered', async () => {
    const { tenant } = await tenOf();
    await chain.write(tenant as never, 3);
    let from = null;
    const covered = [];
    let records = 0;
    do {
      const page = await chain.verify(tenant as never, { from, limit: 4 });
      assert.equal(page.broken, null);
      if (page.first !== null) covered.push([page.first, page.last]);
      records += page.records;
      from = page.next;
    } while (from !== null);
    assert.deepEqual(covered, [
      [1, 4],
      [5, 8],
      [9, 10],
    ]);
    assert.equal(records, 13);
  });

  test('a stretch is verified alone, and sees what is wrong inside and nothing outside', async () => {
    const { tenant, ids } = await tenOf();
    await tamper(`update wf.audit_record set subject = '' where tenant_id = $1 and id = $2`, [
      tenant,
      ids[1],
    ]);
    const inside = await chain.verify(tenant as never, { from: { step: 'links', after: 3 }, to: 7 });
    assert.deepEqual([inside.broken, inside.first, inside.last, inside.next], [null, 4, 7, null]);
    assert.equal((await chain.verify(tenant as never, { to: 2 })).broken?.sequence, 2);
  });

  test('an empty chain is whole', async () => {
    const found = await chain.verify(await chain.newTenant());
    assert.deepEqual([found.broken, found.links, found.records], [null, 0, 0]);
  });
});
