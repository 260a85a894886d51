import { operation, pageOf } from '../../../kernel/operation.ts';
import { toAlertWire } from '../alert.row.ts';
import { alertSchema, listAlertsInput } from '../alert.schema.ts';
import { listAlerts } from '../alert-list.store.ts';

export const listAlertsOperation = operation({
  id: 'alerts.list',
  summary: 'List alerts, filtered, searched and sorted',
  permission: 'alerts:read',
  effect: 'read',
  audit: { none: 'reading alerts is everyday work; access is logged by request' },
  idempotency: 'natural',
  expose: { http: { method: 'GET', path: '/v1/alerts' } },
  input: listAlertsInput,
  output: pageOf(alertSchema),
  errors: [],
  async run(ctx, input) {
    const page = await listAlerts(ctx.sql, ctx.tenantId, { ...input, me: ctx.principal.name });
    return { data: page.rows.map(toAlertWire), next_cursor: page.next_cursor };
  },
});
