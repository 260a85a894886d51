// Severities of Elastic alerts and of ECS documents.

import { type Severity, severityOf, severityOnScale } from '@watchfloor/sdk';
import type { EcsDocument } from './document.ts';

/**
 * Elastic's risk scores: low to 21, medium to 47, high to 73, critical to 100, as the rule editor couples them with severity.
 * https://www.elastic.co/guide/en/security/current/rules-ui-create.html#rule-ui-basic-params
 */
export function severityOfRisk(text: string): Severity | null {
  const score = text === '' ? Number.NaN : Number(text);
  if (!(score >= 0) || score > 100) return null;
  if (score > 73) return 'critical';
  if (score > 47) return 'high';
  return score > 21 ? 'medium' : 'low';
}

/** What a document of no detection rule says of itself; null when it says nothing that has a known scale. */
export function severityOfDocument(doc: EcsDocument, isAlert: boolean): Severity | null {
  const level = severityOf(doc.text('log.level', 'level')) ?? syslogSeverity(doc);
  // A log's level is about the log line: in an alert the finding's own severity comes first.
  return isAlert ? (eventSeverity(doc) ?? level) : (level ?? eventSeverity(doc));
}

function syslogSeverity(doc: EcsDocument): Severity | null {
  return (
    severityOf(doc.text('log.syslog.severity.name')) ??
    severityOnScale(doc.text('log.syslog.severity.code'), 7, 'down')
  );
}

/** `event.severity` is the source's own number, so its scale is the source's. */
function eventSeverity(doc: EcsDocument): Severity | null {
  const text = doc.text('event.severity');
  const word = severityOf(text);
  if (word !== null) return word;
  const module = doc.text('event.module') || (doc.text('event.dataset').split('.')[0] ?? '');
  const value = text === '' ? Number.NaN : Number(text);
  if (module === 'endpoint' || doc.text('agent.type') === 'endpoint') return severityOfRisk(text);
  if (module === 'suricata' || module === 'snort')
    return ([null, 'high', 'medium', 'low', 'informational'] as const)[value] ?? null;
  if (/^cisco_(?:asa|ftd|ios)$|^cisco$/.test(module)) return severityOnScale(text, 7, 'down');
  if (module === 'aws') return severityOnScale(text, 10, 'up');
  // Rules and agents of Elastic write 21, 47, 73 and 99; a hundred steps are cut alike elsewhere.
  if (value > 10) return severityOfRisk(text);
  return severityOfRisk(doc.text('event.risk_score_norm'));
}
