// Samples of the operations on the tree of tenants, on retention and on legal holds.

import { type Sample, type Side, uuidOf } from './operation-samples.ts';

let made = 0;
const newSlug = () => {
  made += 1;
  return `sample-${made}-${process.pid}`;
};

async function newTenant(side: Side): Promise<{ id: string; slug: string }> {
  const slug = newSlug();
  return (await side.caller.api.tenants.create({ slug, name: 'Sample' })).tenant;
}

/** One whose deletion has begun, as if it took a while. */
async function dyingTenant(side: Side): Promise<string> {
  const { id } = await newTenant(side);
  await side.server.database.admin.query(
    "update wf.tenant set status = 'deleting', status_at = now() + interval '1 day' where id = $1",
    [uuidOf(id)],
  );
  return id;
}

async function tombstone(side: Side): Promise<string> {
  const { id, slug } = await newTenant(side);
  await side.caller.api.tenants.delete({ id, confirm: slug, reason: 'sample' });
  return id;
}

async function newHold(side: Side): Promise<string> {
  const hold = await side.caller.api.legalHolds.place({ alert_id: side.openAlert(), reason: 'sample' });
  return hold.id;
}

const NOTHING: Sample = { ok: () => ({}), wrong: null, owned: [] };
const aChange = (): Sample => ({
  ok: async (side) => ({ id: (await newTenant(side)).id, reason: 'sample' }),
  wrong: { fields: { reason: '' }, field: 'reason' },
  owned: ['id'],
  conflicts: { conflict: async (side) => ({ id: await dyingTenant(side), reason: 'sample' }) },
});

export const TENANT_SAMPLES: Readonly<Record<string, Sample>> = {
  'tenants.create': {
    ok: () => ({
      slug: newSlug(),
      name: 'Sample',
      owner_email: `${newSlug()}@example.com`,
      quotas: { records_per_day: 1_000 },
      key: { name: 'first' },
    }),
    wrong: { fields: { slug: 'Not A Slug' }, field: 'slug' },
    owned: [],
    conflicts: { conflict: async (side) => ({ slug: (await newTenant(side)).slug, name: 'x' }) },
  },
  'tenants.list': NOTHING,
  'tenants.get': { ok: async (side) => ({ id: (await newTenant(side)).id }), wrong: null, owned: ['id'] },
  'tenants.update': {
    ok: async (side) => ({ id: (await newTenant(side)).id, name: 'Renamed', quotas: { stored_bytes: 5 } }),
    wrong: { fields: { quotas: { stored_bytes: -1 } }, field: 'quotas.stored_bytes' },
    owned: ['id'],
  },
  'tenants.suspend': aChange(),
  'tenants.resume': aChange(),
  'tenants.delete': {
    ok: async (side) => {
      const { id, slug } = await newTenant(side);
      return { id, confirm: slug, reason: 'sample' };
    },
    wrong: { fields: { reason: '' }, field: 'reason' },
    owned: ['id'],
    conflicts: {
      conflict: async (side) => {
        const { id, slug } = await newTenant(side);
        await side.server.database.admin.query(
          `insert into wf.tenant (id, slug, name, created_at, parent_id) values (gen_random_uuid(), $2, 'x', now(), $1)`,
          [uuidOf(id), newSlug()],
        );
        return { id, confirm: slug, reason: 'sample' };
      },
    },
  },
  'tenants.verify-tombstone': {
    ok: async (side) => ({ id: await tombstone(side) }),
    wrong: null,
    owned: ['id'],
  },
  'tenant.get': NOTHING,
  'tenant.update-settings': {
    ok: () => ({ time_zone: 'Europe/Berlin' }),
    wrong: { fields: { time_zone: 'Nowhere' }, field: 'time_zone' },
    owned: [],
    conflicts: { version_mismatch: async () => ({ time_zone: 'UTC', version: 900 }) },
  },
  'retention.get': NOTHING,
  'retention.update': {
    ok: () => ({ raw: 3_650 }),
    wrong: { fields: { raw: 0 }, field: 'raw' },
    owned: [],
  },
  'retention.preview': NOTHING,
  'retention.run': {
    ok: () => ({ classes: ['raw'] }),
    wrong: { fields: { classes: ['everything'] }, field: 'classes.0' },
    owned: [],
  },
  'legal-holds.list': NOTHING,
  'legal-holds.place': {
    ok: (side) => ({ alert_id: side.openAlert(), reason: 'sample' }),
    wrong: { fields: { reason: '' }, field: 'reason' },
    owned: ['alert_id'],
  },
  'legal-holds.lift': {
    ok: async (side) => ({ id: await newHold(side), reason: 'sample' }),
    wrong: { fields: { reason: '' }, field: 'reason' },
    owned: ['id'],
  },
  'children.alerts': {
    ok: () => ({ limit: 5 }),
    wrong: { fields: { limit: 0 }, field: 'limit' },
    owned: [],
  },
  'children.facets': {
    ok: () => ({ status: ['new'] }),
    wrong: { fields: { risk_min: 101 }, field: 'risk_min' },
    owned: [],
  },
  'children.summary': NOTHING,
};
