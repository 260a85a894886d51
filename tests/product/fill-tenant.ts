// A tenant with rows in every one of its tables. A table that is added gets its row here: the test of row-level security fails
// while one is empty.

import assert from 'node:assert/strict';
import { finding, signIn } from '../../packages/server/src/testing/records.ts';
import { type Caller, NOBODY_URL, type TestServer, until } from '../../packages/server/src/testing/server.ts';
import { fillTenantTables } from '../../packages/server/src/testing/tenants.ts';
import { uuidOf } from '../../packages/server/src/testing/triage-by-hand.ts';

/** Puts rows into every table of a tenant, through the product wherever it can. */
export async function fillTenant(server: TestServer, caller: Caller): Promise<string> {
  const { api, key } = caller;
  const { admin } = server.database;
  const tenant = uuidOf('tenant', (await api.session.get({})).tenant.id);
  const headers = { authorization: `Bearer ${key}` };
  await admin.query(
    `insert into wf.person (id, email, display_name, created_at)
       values (gen_random_uuid(), $1::text || '@example.com', 'Somebody', now());
     `.replace('$1::text', `'${tenant}'`),
  );
  await admin.query(
    `insert into wf.membership (tenant_id, person_id, role, created_at)
     select $1::uuid, id, 'admin', now() from wf.person where email = $1::text || '@example.com'`,
    [tenant],
  );
  const id = `filled-${tenant}`;
  for (const severity of ['Low', 'High'] as const) {
    await server.post(
      '/v1/ingest/sentinel',
      finding({ id, severity, user: 'adele.v', host: 'ws-1' }),
      headers,
    );
    await until(async () => (await api.alerts.list({})).data.every((alert) => alert.stage === 'decided'));
  }
  await server.post('/v1/ingest/okta', signIn(), headers);
  const [alert] = (await api.alerts.list({})).data;
  assert.ok(alert && alert.revision === 2);
  await api.alerts.addComment({ id: alert.id, body: 'x' }, { idempotencyKey: 'fill-the-tenant' });
  await api.alerts.close({ id: alert.id, verdict: 'false_positive', reason: 'test' });
  await api.entities.judge({ id: 'user:adele.v', verdict: 'watch' });
  await api.fieldMappings.create({ path: 'custom.asset', type: 'host' });
  await api.sources.setSecret({ source: 'generic' });
  await api.sources.setup({ source: 'generic' });
  await api.roles.create({ name: 'filled', permissions: ['alerts:read'] });
  await api.serviceAccounts.create({ name: 'filled', kind: 'agent', role: 'filled' });
  const { id: holder } = await api.keys.create({ name: 'filled', role: 'viewer' });
  await api.childAccess.grant({ holder, role: 'viewer' });
  const { path: link } = await api.signInLinks.create({ email: `${tenant}@example.com` });
  assert.equal((await server.request(link)).status, 303);
  await admin.query(
    `insert into wf.dead_letter (tenant_id, id, job, payload, error, attempts, failed_at)
     values ($1, gen_random_uuid(), 'test', '{}', 'test', 1, now())`,
    [tenant],
  );
  await fillTenantTables(server, caller, tenant);
  // The sealer comes by each second; before its first round there is nothing to sign.
  await until(() => api.audit.makeCheckpoint({}).then(() => true));
  await api.auditSinks.create({ name: 'siem', url: NOBODY_URL });
  // A row that counts nothing: what waits to be merged is too little for that, and so stays.
  await admin.query(
    `insert into wf.alert_count (tenant_id, severity, status, source, disposition, verdict, count)
     values ($1, 'low', 'new', 'nobody', '', '', 0)`,
    [tenant],
  );
  // What waits is sealed within a second; this waits for ever, since there is no such record.
  await admin.query(
    `insert into wf.audit_unsealed (tenant_id, id, at) values ($1, gen_random_uuid(), now())`,
    [tenant],
  );
  return tenant;
}
