// Columns of Microsoft Sentinel's table AWSCloudTrail, which lays the identity out flat: `UserIdentityArn`,
// `SessionIssuerUserName`. Put back into the shape of the event, so that there is one mapper.
// https://learn.microsoft.com/azure/azure-monitor/reference/tables/awscloudtrail

import type { JsonObject, JsonValue } from '@watchfloor/sdk';

export function isFlatRow(record: JsonObject): boolean {
  return 'UserIdentityType' in record || 'UserIdentityArn' in record;
}

/** The row with its identity nested again; the other columns keep their names, which differ in case only. */
export function nestIdentity(row: JsonObject): JsonObject {
  const identity = columnsWith(row, 'UserIdentity');
  const issuer = columnsWith(row, 'SessionIssuer');
  return {
    ...row,
    eventType: row['EventTypeName'],
    eventID: row['AwsEventId'],
    userIdentity: { ...identity, sessionContext: { sessionIssuer: issuer } },
  };
}

function columnsWith(row: JsonObject, prefix: string): JsonObject {
  const found: Record<string, JsonValue | undefined> = Object.create(null);
  for (const [name, value] of Object.entries(row)) {
    if (name.startsWith(prefix) && name.length > prefix.length) found[name.slice(prefix.length)] = value;
  }
  return found;
}
