// Domain events of alerts. `alert.decided` is published by triage through the same function, since its subject is the alert.

import type { OperationContext } from '../../kernel/context.ts';

export const ALERT_EVENTS = [
  'alert.changed',
  'alert.closed',
  'alert.reopened',
  'alert.commented',
  'alert.deleted',
] as const;
export type AlertEventType = (typeof ALERT_EVENTS)[number];

interface AlertChanged {
  readonly type: AlertEventType;
  readonly alertId: string;
  readonly payload: object;
}

/** Publishes a person's or key's change of an alert, with its name, in the operation's transaction. */
export function publishAlertChange(ctx: OperationContext, { type, alertId, payload }: AlertChanged): void {
  ctx.publish({ type, version: 1, subjectId: alertId, payload: { ...payload, actor: ctx.principal.name } });
}
