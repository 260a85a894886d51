// The own account on the wire.

import { z } from 'zod';
import type { OperationContext } from '../../../../kernel/context.ts';
import { AppError } from '../../../../kernel/errors.ts';
import { toWireId } from '../../../../kernel/ids.ts';
import {
  countRecoveryCodes,
  findCredential,
  findOwnPerson,
  listOwnMemberships,
  listPasskeys,
  type PasskeyRow,
  type PersonScope,
} from '../account.store.ts';

const isoTime = z.iso.datetime();

/** The e-mail of the first owner until they give one. */
export const UNCLAIMED_EMAIL = 'owner@localhost';

export const passkeySchema = z
  .object({
    id: z.string(),
    name: z.string(),
    device_type: z
      .enum(['single_device', 'multi_device'])
      .describe('`multi_device` when it can be on several devices of its owner.'),
    backed_up: z.boolean(),
    created_at: isoTime,
    last_used_at: isoTime.nullable(),
  })
  .meta({ id: 'Passkey' });

export function passkeyWire(row: PasskeyRow): z.input<typeof passkeySchema> {
  return {
    id: toWireId('passkey', row.id),
    name: row.name,
    device_type: row.device_type === 'multiDevice' ? 'multi_device' : 'single_device',
    backed_up: row.backed_up,
    created_at: row.created_at.toISOString(),
    last_used_at: row.last_used_at?.toISOString() ?? null,
  };
}

export const accountSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    is_claimed: z.boolean().describe('False while the first owner has no e-mail of their own.'),
    has_password: z.boolean(),
    password_set_at: isoTime.nullable(),
    must_change_password: z.boolean(),
    has_totp: z.boolean(),
    recovery_codes: z.int().describe('Codes that are left.'),
    passkeys: z.array(passkeySchema),
    authenticated_at: isoTime
      .nullable()
      .describe('When you last proved who you are in this session; changes need it to be fresh.'),
    memberships: z.array(
      z.object({
        tenant_id: z.string(),
        slug: z.string(),
        name: z.string(),
        role: z.string(),
        is_current: z.boolean(),
      }),
    ),
  })
  .meta({ id: 'Account' });

export async function readAccount(
  ctx: OperationContext,
  scope: PersonScope,
): Promise<z.input<typeof accountSchema>> {
  const person = await findOwnPerson(ctx, scope.personId);
  if (!person) throw new AppError('not_found');
  const credential = await findCredential(scope);
  return {
    id: toWireId('user', scope.personId),
    name: person.display_name,
    email: person.email,
    is_claimed: person.email !== UNCLAIMED_EMAIL,
    has_password: credential.password_hash !== null,
    password_set_at: credential.password_set_at?.toISOString() ?? null,
    must_change_password: credential.must_change,
    has_totp: credential.totp_confirmed_at !== null,
    recovery_codes: await countRecoveryCodes(scope),
    passkeys: (await listPasskeys(scope)).map(passkeyWire),
    authenticated_at: ctx.principal.authenticatedAt?.toISOString() ?? null,
    memberships: (await listOwnMemberships(scope)).map((row) => ({
      tenant_id: toWireId('tenant', row.tenant_id),
      slug: row.slug,
      name: row.name,
      role: row.role,
      is_current: row.tenant_id === ctx.tenantId,
    })),
  };
}
