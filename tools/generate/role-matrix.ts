// Who may do what, as a table that a person can read: a golden file whose change is reviewed.

import type { Principal } from '../../packages/server/src/kernel/context.ts';
import { AppError } from '../../packages/server/src/kernel/errors.ts';
import type { TenantId } from '../../packages/server/src/kernel/ids.ts';
import { ROLE_NAMES } from '../../packages/server/src/kernel/permissions.ts';
import { makeModules } from '../../packages/server/src/main.ts';
import { authorise } from '../../packages/server/src/platform/http/run-operation.ts';

/** Asks the code that authorises, not the table it reads: the matrix shows what is enforced. */
export function generateRoleMatrix(): string {
  const operations = [...makeModules().operations].sort((left, right) => (left.id < right.id ? -1 : 1));
  const width = Math.max(...operations.map((operation) => operation.id.length));
  const lines = operations.map((operation) => {
    const cells = ROLE_NAMES.map((role) => (isAllowed(operation, role) ? 'yes' : '-').padEnd(8));
    return `${operation.id.padEnd(width)}  ${operation.effect.padEnd(8)}${String(operation.permission).padEnd(22)}${cells.join('')}`.trimEnd();
  });
  const head = `${'operation'.padEnd(width)}  ${'effect'.padEnd(8)}${'permission'.padEnd(22)}${ROLE_NAMES.map((role) => role.padEnd(8)).join('')}`;
  return `${head.trimEnd()}\n${lines.join('\n')}\n`;
}

function isAllowed(operation: Parameters<typeof authorise>[0], role: string): boolean {
  const principal: Principal = {
    kind: 'user',
    id: 'matrix',
    name: 'matrix',
    role,
    // Authorisation does not look at it.
    tenantId: 'matrix' as TenantId,
    sources: null,
    sessionId: null,
  };
  try {
    authorise(operation, principal);
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === 'forbidden') return false;
    throw error;
  }
}
