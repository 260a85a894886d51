// The scheduler's round of audit sinks: what is due goes out, in every process that plays the role; each sink's turn is taken in the
// database, so that two of them never send for one sink at once.

import { type DeliveryParts, deliverAuditRecords } from '../domains/audit/index.ts';

export type DeliverAuditParts = Omit<DeliveryParts, 'chance'>;

export async function deliverAudit(parts: DeliverAuditParts, signal: AbortSignal): Promise<void> {
  await deliverAuditRecords({ ...parts, chance: Math.random }, signal);
}
