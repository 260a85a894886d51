// Refusals on record: who was turned away, from what, and how often. They are written beside the answer and never in its way,
// and at most one a minute for the same caller, code and route, with a count, so that an attacker cannot fill the log.

import type { Principal } from '../../kernel/context.ts';
import type { AppError, ErrorCode } from '../../kernel/errors.ts';
import type { OperationParts } from './run-operation.ts';

/** Codes that are recorded wherever they come from; others when whoever threw them marked them. */
const RECORDED: readonly ErrorCode[] = [
  'forbidden',
  'source_not_allowed',
  'cross_site',
  'bad_signature',
  'reauthenticate',
  'too_many_attempts',
  'rate_limited',
  'egress_refused',
  'too_large',
  'too_deep',
  'too_many_records',
];
const WINDOW_MS = 60_000;
/** Callers remembered at once; beyond it everybody counts as one, so that many addresses cannot fill the log either. */
const REMEMBERED_MAX = 1_000;
const ROUTE_MAX = 200;

export interface Refused {
  readonly error: AppError;
  readonly principal: Principal | null;
  /** Whether a credential came along that nobody holds: without one, 401 is how everybody begins. */
  readonly hadCredential: boolean;
  readonly method: string;
  readonly route: string;
  readonly address: string | null;
  readonly requestId: string;
}

export interface Refusals {
  note(refused: Refused): void;
  /** Waits for what is being written and writes what was only counted. */
  drain(): Promise<void>;
}

interface Window {
  readonly first: Refused;
  readonly until: number;
  count: number;
}

type RefusalParts = Pick<
  OperationParts,
  'database' | 'clock' | 'ids' | 'log' | 'rootTenantId' | 'writeAudit'
>;

export function makeRefusals(parts: RefusalParts): Refusals {
  const windows = new Map<string, Window>();
  const writing = new Set<Promise<void>>();
  const write = (refused: Refused, repeated: number) => {
    const done: Promise<void> = record(parts, refused, repeated)
      .catch((error: unknown) => parts.log.error({ error, code: refused.error.code }, 'refusal.not-recorded'))
      .finally(() => writing.delete(done));
    writing.add(done);
  };
  const close = (key: string, window: Window) => {
    windows.delete(key);
    if (window.count > 1) write(window.first, window.count - 1);
  };
  const sweep = setInterval(() => {
    const nowMs = performance.now();
    for (const [key, window] of windows) if (window.until <= nowMs) close(key, window);
  }, WINDOW_MS / 4);
  sweep.unref();
  return {
    note(refused) {
      if (!isRecorded(refused)) return;
      const own = keyOf(refused);
      const key = windows.has(own) || windows.size < REMEMBERED_MAX ? own : `many:${refused.error.code}`;
      const known = windows.get(key);
      if (known && known.until > performance.now()) {
        known.count += 1;
        return;
      }
      if (known) close(key, known);
      windows.set(key, { first: refused, until: performance.now() + WINDOW_MS, count: 1 });
      write(refused, 0);
    },
    async drain() {
      clearInterval(sweep);
      for (const [key, window] of windows) close(key, window);
      await Promise.all(writing);
    },
  };
}

function isRecorded({ error, hadCredential }: Refused): boolean {
  // What the operation kept, it has recorded itself.
  if (error.keep) return false;
  if (error.isRecorded || RECORDED.includes(error.code)) return true;
  return error.code === 'unauthenticated' && hadCredential;
}

function keyOf({ error, principal, method, route, address }: Refused): string {
  const who = principal ? `${principal.tenantId}:${principal.kind}:${principal.id}` : (address ?? '');
  return `${who} ${error.code} ${method} ${route}`;
}

async function record(parts: RefusalParts, refused: Refused, repeated: number): Promise<void> {
  const { error, principal, method, route, address, requestId } = refused;
  // A caller who tried another tenant stays in the one they belong to.
  const tenantId = principal?.homeTenantId ?? parts.rootTenantId;
  await parts.database.transaction(tenantId, (sql) =>
    parts.writeAudit(
      { sql, tenantId },
      {
        id: parts.ids.next('audit'),
        at: parts.clock.now(),
        event: 'request.refused',
        actor_kind: principal?.kind ?? 'system',
        actor_id: principal?.id ?? 'nobody',
        actor_name: principal?.name ?? 'unknown caller',
        actor_tenant_id: null,
        address,
        subject: `${method} ${route}`.slice(0, ROUTE_MAX),
        before: null,
        after: { code: error.code, field: error.field, ...(repeated > 0 ? { repeated } : {}) },
        reason: null,
        request_id: requestId,
      },
    ),
  );
}
