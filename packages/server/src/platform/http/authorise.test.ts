import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import type { Principal, PrincipalKind } from '../../kernel/context.ts';
import { AppError } from '../../kernel/errors.ts';
import type { TenantId } from '../../kernel/ids.ts';
import { anyOperation, type Effect, operation } from '../../kernel/operation.ts';
import { NEVER_FOR_AGENTS, permissionsOf } from '../../kernel/permissions.ts';
import { authorise } from './run-operation.ts';

function withEffect(effect: Effect) {
  return anyOperation(
    operation({
      id: 'playbooks.run',
      summary: 'Test',
      permission: 'playbooks:execute',
      effect,
      audit: { event: 'test' },
      idempotency: 'none',
      expose: { http: { method: 'POST', path: '/v1/test' } },
      input: z.strictObject({}),
      output: z.object({}),
      errors: [],
      run: async () => ({}),
    }),
  );
}

function principal(kind: PrincipalKind): Principal {
  const never = kind === 'agent' ? NEVER_FOR_AGENTS : [];
  const tenantId = '0198c0ff-ee00-7000-8000-000000000000' as TenantId;
  return {
    kind,
    id: 'x',
    name: 'x',
    role: 'admin',
    permissions: permissionsOf({ role: 'admin', customPermissions: null, scopes: null, never }),
    tenantId,
    homeTenantId: tenantId,
    sources: null,
    sessionId: null,
    authenticatedAt: null,
  };
}

test('an agent with every right of its role starts nothing that contains or destroys', () => {
  for (const effect of ['contain', 'destroy'] as const) {
    assert.throws(
      () => authorise(withEffect(effect), principal('agent')),
      (error: unknown) => error instanceof AppError && error.code === 'forbidden' && error.isRecorded,
    );
    for (const kind of ['user', 'key'] as const) authorise(withEffect(effect), principal(kind));
  }
});

test('an agent reads and writes what its role allows', () => {
  for (const effect of ['read', 'write'] as const) authorise(withEffect(effect), principal('agent'));
});

test('the permissions count and not the name of the role', () => {
  const scoped = { ...principal('key'), permissions: new Set(['alerts:read'] as const) };
  assert.throws(
    () => authorise(withEffect('read'), scoped),
    (error: unknown) => error instanceof AppError && error.code === 'forbidden',
  );
});
