// Exported files: they verify without a server, by our own code and by an independent reading of docs/audit-format.md, and a file
// that somebody changed does not.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash, createPublicKey, verify } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import type { TenantId } from '../../kernel/ids.ts';
import { auditByHand } from '../../testing/audit-by-hand.ts';
import { type ExportRequest, exportLines, prepareExport } from './export.ts';
import { pruneAudit, removeBodies } from './prune.ts';
import { verifyExport } from './verify-file.ts';

const chain = await auditByHand();
const folder = mkdtempSync(path.join(tmpdir(), 'wf-audit-export-'));
after(async () => {
  rmSync(folder, { recursive: true, force: true });
  await chain.stop();
});
const { parts } = chain;
const PAGE = path.join(import.meta.dirname, '../../../../../docs/audit-format.md');

const by = {
  actor_kind: 'system',
  actor_id: 'test',
  actor_name: 'test',
  reason: 'test',
  request_id: 'test',
} as const;

async function exported(tenantId: TenantId, changes: Partial<ExportRequest> = {}): Promise<string[]> {
  const request = { tenantId, format: 'jsonl', from: null, to: null, version: '1', ...changes } as const;
  const stretch = await prepareExport(parts, request);
  let text = '';
  for await (const part of exportLines(parts, request, stretch)) text += part;
  return text.split('\n').slice(0, -1);
}

/** As docs/audit-format.md tells it, and not as our code has it. */
function verifyIndependently(lines: readonly string[]): boolean {
  const sha = (...parts: (Buffer | string)[]) => {
    const hash = createHash('sha256');
    for (const part of parts) hash.update(part);
    return hash.digest();
  };
  const canonical = (value: unknown): string => {
    if (Array.isArray(value)) return `[${value.map(canonical)}]`;
    if (value === null || typeof value !== 'object') return JSON.stringify(value);
    const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`)}}`;
  };
  const [header, ...rest] = lines.map((line) => JSON.parse(line));
  const keys = new Map(
    header.public_keys.map((key: { key_id: string; public_key: string }) => [
      key.key_id,
      createPublicKey(key.public_key),
    ]),
  );
  let previous = Buffer.from(header.previous_chain_hash, 'hex');
  let sequence = header.after_sequence;
  for (const line of rest) {
    if (line.type === 'record') {
      sequence += 1;
      if (line.body !== null) {
        const hash = sha(Buffer.from(line.body_salt, 'hex'), canonical(line.body));
        if (hash.toString('hex') !== line.body_hash) return false;
      }
      const record = sha(canonical({ ...line.record, format: 1, body_hash: line.body_hash }));
      const place = Buffer.alloc(8);
      place.writeBigUInt64BE(BigInt(sequence));
      previous = sha(previous, record, place);
      if (line.sequence !== sequence || previous.toString('hex') !== line.chain_hash) return false;
    } else if (line.type === 'checkpoint') {
      const { type: _type, signature, ...fields } = line;
      const text = canonical({ ...fields, format: 1, tenant_id: header.tenant_id });
      const key = keys.get(line.key_id) as Parameters<typeof verify>[2];
      if (line.chain_hash !== previous.toString('hex')) return false;
      if (!verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64'))) return false;
    }
  }
  return rest.at(-1)?.type === 'end' && rest.at(-1).chain_hash === previous.toString('hex');
}

describe('an exported file', () => {
  test('verifies by itself, by our code and by another reading of the format', async () => {
    const tenant = await chain.newTenant();
    await chain.write(tenant, 12);
    const lines = await exported(tenant);
    const found = await verifyExport(lines);
    assert.deepEqual(
      [found.problem, found.records, found.first, found.last, found.unsigned],
      [null, 12, 1, 12, 0],
    );
    assert.equal(found.tenantId, tenant);
    assert.equal(verifyIndependently(lines), true);
    const [keyId = ''] = found.keyIds;
    assert.equal((await verifyExport(lines, keyId)).problem, null);
    assert.match(
      (await verifyExport(lines, '0123456789abcdef')).problem?.message ?? '',
      /not signed by the key/,
    );
  });

  test('verifies by the program in the documentation', async (t) => {
    const program = /```python\n([\s\S]*?)```/.exec(readFileSync(PAGE, 'utf8'))?.[1];
    assert.ok(program);
    if (spawnSync('python3', ['--version']).status !== 0)
      return t.skip('there is no python3 on this machine');
    const tenant = await chain.newTenant();
    await chain.write(tenant, 5);
    const script = path.join(folder, 'verify.py');
    const file = path.join(folder, 'audit.jsonl');
    writeFileSync(script, program);
    const run = (lines: readonly string[]) => {
      writeFileSync(file, `${lines.join('\n')}\n`);
      return spawnSync('python3', [script, file], { encoding: 'utf8' });
    };
    const lines = await exported(tenant);
    const good = run(lines);
    assert.equal(good.status, 0, good.stderr);
    assert.match(good.stdout, /^ok: 5 records/);
    const bad = run(lines.map((line) => line.replace('"Adele Vance"', '"Somebody else"')));
    assert.notEqual(bad.status, 0);
  });

  test('of a time holds that time without gaps, and begins at a place that is known', async () => {
    const tenant = await chain.newTenant();
    await chain.write(tenant, 4);
    parts.clock.advance(60_000);
    const from = parts.clock.now();
    await chain.write(tenant, 3);
    parts.clock.advance(60_000);
    const to = parts.clock.now();
    await chain.write(tenant, 2);
    const found = await verifyExport(await exported(tenant, { from, to }));
    assert.deepEqual([found.problem, found.first, found.last], [null, 5, 7]);
    const nothing = await verifyExport(
      await exported(tenant, { from: new Date('2000-01-01'), to: new Date('2000-01-02') }),
    );
    assert.deepEqual([nothing.problem, nothing.records], [null, 0]);
  });

  test('of a pruned chain, and with a body that was removed on record, verifies', async () => {
    const tenant = await chain.newTenant();
    await chain.write(tenant, 4);
    await chain.seal(tenant);
    parts.clock.advance(60_000);
    const before = parts.clock.now();
    const [removed = ''] = await chain.write(tenant, 3);
    await chain.seal(tenant);
    await pruneAudit(parts, { tenantId: tenant, before, by });
    await removeBodies(parts, { tenantId: tenant, recordIds: [removed], by });
    const lines = await exported(tenant);
    const found = await verifyExport(lines);
    assert.deepEqual([found.problem, found.first, found.bodiesRemoved], [null, 5, 1]);
    assert.equal(verifyIndependently(lines), true);
    const unsaid = lines.map((line) =>
      line.includes(removed) && line.includes('"body":{')
        ? line
        : line
            .replace(/"body_salt":"[0-9a-f]+"/, '"body_salt":null')
            .replace(/"body":\{.*?\}\}/, '"body":null}'),
    );
    assert.notEqual((await verifyExport(unsaid)).problem, null);
  });

  test('in which anything was changed, left out, put in or moved does not verify, and the line is named', async () => {
    const tenant = await chain.newTenant();
    await chain.write(tenant, 6);
    const lines = await exported(tenant);
    const changed = (place: number, change: (line: string) => string) =>
      lines.map((line, index) => (index === place ? change(line) : line));
    const cases: readonly [what: string, lines: readonly string[], line: number][] = [
      ['a name', changed(3, (line) => line.replace('Adele', 'Adela')), 4],
      ['a reason', changed(3, (line) => line.replace('"reason":"test"', '"reason":"tost"')), 4],
      ['a salt', changed(3, (line) => line.replace(/"body_salt":"../, '"body_salt":"')), 4],
      ['a time', changed(3, (line) => line.replace(/"at":"2/, '"at":"1')), 4],
      ['a line left out', lines.filter((_, index) => index !== 3), 4],
      ['two lines swapped', [...lines.slice(0, 2), lines[3] ?? '', lines[2] ?? '', ...lines.slice(4)], 3],
      ['a line twice', [...lines.slice(0, 4), lines[3] ?? '', ...lines.slice(4)], 5],
      ['the end cut off', lines.slice(0, -1), lines.length - 1],
      ['a line after the end', [...lines, lines[3] ?? ''], lines.length + 1],
      ['no JSON', changed(3, () => '{'), 4],
      ['another tenant', changed(0, (line) => line.replace(tenant, crypto.randomUUID())), 2],
      [
        'another beginning',
        changed(0, (line) => line.replace('"after_sequence":0', '"after_sequence":1')),
        2,
      ],
      ['a key that is another', changed(0, (line) => line.replace(/"key_id":"..../, '"key_id":"ffff')), 1],
      ['nothing at all', [], 0],
    ];
    for (const [what, given, line] of cases) {
      const { problem } = await verifyExport(given);
      assert.equal(problem?.line, line, `${what}: ${problem?.message}`);
    }
    const signature = lines.findIndex((line) => line.includes('"checkpoint"'));
    const forged = changed(signature, (line) => line.replace(/"signature":"..../, '"signature":"AAAA'));
    assert.match((await verifyExport(forged)).problem?.message ?? '', /not signed/);
  });
});

test('an export as CEF has a line a record', async () => {
  const tenant = await chain.newTenant();
  await chain.write(tenant, 3);
  const lines = await exported(tenant, { format: 'cef' });
  assert.equal(lines.length, 3);
  for (const line of lines)
    assert.match(line, /^CEF:0\|Watchfloor\|Watchfloor\|1\|alert\.closed\|alert closed\|3\|rt=\d+ /);
});
