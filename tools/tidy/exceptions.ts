// Places that break a rule for a reason. The list may only shrink: an entry that no longer matches anything is itself an error, and a
// test pins its length.

import type { Violation } from './tree.ts';

export interface Exception {
  readonly rule: string;
  readonly path: string;
  /** A part of the message that is let pass here. */
  readonly match: string;
  readonly reason: string;
}

export const EXCEPTIONS: readonly Exception[] = [
  {
    rule: 'sql.tenant',
    path: 'packages/server/src/domains/alerts/alert-list.store.ts',
    match: 'lead.from}alert a where',
    reason: 'makeWhere puts a.tenant_id first into the conditions that are joined in',
  },
  {
    rule: 'sql.tenant',
    path: 'packages/server/src/domains/alerts/alert-list.store.ts',
    match: 'lead.from} where',
    reason: 'the list of conditions begins with e.tenant_id',
  },
  {
    rule: 'sql.tenant',
    path: 'packages/server/src/domains/identity/identity.store.ts',
    match: 'from tenant where id = $1',
    reason: "a tenant's own id is the tenant id",
  },
  {
    rule: 'sql.table-owner',
    path: 'packages/server/src/domains/ingest/accept.store.ts',
    match: 'raw_record of alerts',
    reason:
      'the group commit writes the rows of many tenants in one transaction as wf_ingest, which may insert here and read nothing',
  },
  {
    rule: 'sql.table-owner',
    path: 'packages/server/src/domains/ingest/accept.store.ts',
    match: 'alert of alerts',
    reason: 'as raw_record',
  },
  {
    rule: 'sql.table-owner',
    path: 'packages/server/src/domains/ingest/accept.store.ts',
    match: 'alert_revision of alerts',
    reason: 'as raw_record',
  },
  {
    rule: 'sql.table-owner',
    path: 'packages/server/src/domains/ingest/accept.store.ts',
    match: 'event of alerts',
    reason: 'as raw_record',
  },
  {
    rule: 'sql.table-owner',
    path: 'packages/server/src/domains/alerts/alert.row.ts',
    match: 'dedup_key of ingest',
    reason:
      'an open window counts in its key, so that a burst of twins never contends for the alert row; reading joins the count',
  },
  {
    rule: 'sql.table-owner',
    path: 'packages/server/src/domains/alerts/triage.store.ts',
    match: 'dedup_key of ingest',
    reason:
      'moves the count of a closed window from its key to its alert in one statement, so that it is written exactly once',
  },
  {
    rule: 'sql.table-owner',
    path: 'packages/server/src/domains/alerts/alert-list.store.ts',
    match: 'entity_link of indicators',
    reason:
      'the filter by entity must be a condition of the list itself to keep its order, its cursor and its index',
  },
  {
    rule: 'sql.table-owner',
    path: 'packages/server/src/domains/alerts/alert.store.ts',
    match: 'domain_event of audit',
    reason:
      'the timeline is read from what was published about the alert; audit has no function for that yet',
  },
  {
    rule: 'sql.table-owner',
    path: 'packages/server/src/platform/db/domain-events.ts',
    match: 'domain_event of audit',
    reason:
      'the adapter behind ctx.publish and the stream: the table is its own in all but the header of its migration',
  },
  {
    rule: 'sql.table-owner',
    path: 'packages/server/src/platform/http/idempotency.ts',
    match: 'idempotency_key of audit',
    reason: 'the operation runner keeps answers: the table is its own in all but the header of its migration',
  },
  {
    rule: 'purity.environment',
    path: 'packages/server/src/platform/db/embedded.ts',
    match: '',
    reason: 'hands PATH on to the PostgreSQL programs that it starts, and reads no setting',
  },
  {
    rule: 'purity.environment',
    path: 'packages/server/src/roles/console.ts',
    match: '',
    reason: 'hands the environment on to the build that it starts, and reads no setting',
  },
  {
    rule: 'purity.environment',
    path: 'packages/console/build.ts',
    match: '',
    reason: 'React and the bundler choose their production code by NODE_ENV; it is written here and not read',
  },
];

/** The violations that no exception covers, and one for each exception that covers nothing any more. */
export function withoutExceptions(
  found: readonly Violation[],
  exceptions: readonly Exception[],
): Violation[] {
  const used = new Set<Exception>();
  const left = found.filter((violation) => {
    const exception = exceptions.find(
      (one) =>
        one.rule === violation.rule && one.path === violation.path && violation.message.includes(one.match),
    );
    if (exception) used.add(exception);
    return !exception;
  });
  const stale = exceptions.filter((exception) => !used.has(exception));
  return [
    ...left,
    ...stale.map((exception) => ({
      path: exception.path,
      line: 1,
      rule: 'exception.stale',
      message: `the exception from ${exception.rule} ("${exception.match}") is no longer needed: take it out of tools/tidy/exceptions.ts.`,
    })),
  ];
}
