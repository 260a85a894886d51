import { z } from 'zod';
import type { OperationContext } from '../../../kernel/context.ts';
import { AppError } from '../../../kernel/errors.ts';
import { type AlertId, requireWireId } from '../../../kernel/ids.ts';
import { operation } from '../../../kernel/operation.ts';
import { type AlertRow, toAlertWire } from '../alert.row.ts';
import { alertIdText, alertSchema } from '../alert.schema.ts';
import { findAlert, lockAlert } from '../alert.store.ts';

export const getAlertOperation = operation({
  id: 'alerts.get',
  summary: 'Read one alert',
  permission: 'alerts:read',
  effect: 'read',
  audit: { none: 'reading alerts is everyday work; access is logged by request' },
  idempotency: 'natural',
  expose: { http: { method: 'GET', path: '/v1/alerts/{id}' } },
  input: z.strictObject({ id: alertIdText }),
  output: alertSchema,
  errors: [],
  async run(ctx, input) {
    return toAlertWire(await requireAlert(ctx, input.id));
  },
});

const missing = () => new AppError('not_found', { message: 'There is no alert with this id.' });

/** The alert behind a wire id; what another tenant has does not exist. */
export async function requireAlert(ctx: OperationContext, wireId: string): Promise<AlertRow> {
  const row = await findAlert(ctx, alertIdOf(wireId));
  if (row === null) throw missing();
  return row;
}

/** As `requireAlert`, locked for change, at the version the caller has seen. */
export async function requireAlertForChange(
  ctx: OperationContext,
  wireId: string,
  version: number | undefined,
): Promise<AlertRow> {
  const row = await lockAlert(ctx, alertIdOf(wireId));
  if (row === null) throw missing();
  if (version !== undefined && version !== row.version) {
    throw new AppError('version_mismatch', {
      message: `The alert is at version ${row.version}, not ${version}: read it again and repeat.`,
    });
  }
  return row;
}

function alertIdOf(wireId: string): AlertId {
  return requireWireId('alert', wireId);
}
