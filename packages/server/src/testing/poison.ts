// Work that fails for good, for tests: alerts that cannot be decided until their cause is taken away, and a queue that does not
// make one wait for its pauses.

import { until } from './server.ts';

interface Admin {
  query(text: string, values?: readonly unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
}

/** From now on no alert whose title begins so can be decided. Gives what takes the cause away. */
export async function poison(admin: Admin, title: string): Promise<() => Promise<void>> {
  const literal = `'${title.replaceAll("'", "''")}%'`;
  await admin.query(`create or replace function wf.poison() returns trigger language plpgsql as $$ begin
    if exists (select from wf.alert a where a.tenant_id = new.tenant_id and a.id = new.alert_id and a.title like ${literal}) then
      raise exception 'poisoned: login with password=hunter2-hunter2 failed';
    end if;
    return new; end $$`);
  await admin.query(
    'create trigger poison before insert on wf.decision for each row execute function wf.poison()',
  );
  return async () => {
    await admin.query('drop trigger poison on wf.decision');
  };
}

/** Lets what failed run again at once, what cannot be split any more for the last time. */
export async function hurry(admin: Admin): Promise<void> {
  await admin.query(
    `update graphile_worker._private_jobs set run_at = now(),
       attempts = case when json_array_length(payload -> 'alerts') = 1 then greatest(attempts, 11) else attempts end
     where locked_by is null and attempts > 0`,
  );
}

/** Waits for so many open dead letters. */
export async function untilBuried(admin: Admin, letters: number): Promise<void> {
  await until(async () => {
    await hurry(admin);
    const { rows } = await admin.query(
      'select count(*)::integer as open from wf.dead_letter where replayed_at is null and discarded_at is null',
    );
    return rows[0]?.['open'] === letters;
  }, 40_000);
}

/** A letter about an alert, as if its work had failed; gives its uuid. */
export async function plantLetter(
  admin: Admin,
  planted: { readonly tenant: string; readonly alert: string | null; readonly job?: string },
): Promise<string> {
  const { rows } = await admin.query(
    `insert into wf.dead_letter (tenant_id, id, job, stage, payload, error_class, error, attempts, first_failed_at, failed_at)
     values ($1::uuid, gen_random_uuid(), $2, 'accepted',
       jsonb_build_object('tenant_id', $1::text, 'alerts', to_jsonb(array_remove(array[$3::text], null)), 'events', '[]'::jsonb),
       'DatabaseError P0001', 'poisoned', 15, now() - interval '1 day', now())
     returning id`,
    [planted.tenant, planted.job ?? 'records.accepted', planted.alert],
  );
  await admin.query("update wf.alert set work_failure = 'failed' where tenant_id = $1 and id = $2", [
    planted.tenant,
    planted.alert,
  ]);
  return String(rows[0]?.['id']);
}
