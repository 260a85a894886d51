import { z } from 'zod';
import { type AnyOperation, operation } from '../../../kernel/operation.ts';
import { PERMISSION_TEXTS } from '../../../kernel/permission-texts.ts';
import { NEVER_FOR_AGENTS, PERMISSIONS } from '../../../kernel/permissions.ts';

/** Asks for the registry when it is called, since this operation stands in it too. */
export function listPermissionsOperation(registry: () => readonly AnyOperation[]) {
  return operation({
    id: 'permissions.list',
    summary: 'Every permission, what it allows in a sentence, and which operations need it',
    permission: 'users:manage',
    effect: 'read',
    audit: { none: 'shows what the documentation says' },
    idempotency: 'natural',
    expose: { http: { method: 'GET', path: '/v1/permissions' } },
    input: z.strictObject({}),
    output: z.array(
      z
        .object({
          name: z.enum(PERMISSIONS),
          text: z.string(),
          operations: z.array(z.string()),
          held_by_agents: z.boolean().describe('False for what an agent never holds, whatever its role.'),
        })
        .meta({ id: 'Permission' }),
    ),
    errors: [],
    async run() {
      const operations = registry();
      return PERMISSIONS.map((name) => ({
        name,
        text: PERMISSION_TEXTS[name],
        operations: operations
          .filter(({ permission }) => permission === name)
          .map(({ id }) => id)
          .sort(),
        held_by_agents: !NEVER_FOR_AGENTS.includes(name),
      }));
    },
  });
}
