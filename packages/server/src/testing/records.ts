// Vendor records for tests, after the vendors' documents: a Microsoft finding as Sentinel forwards it, an Okta sign-in. A test
// names what matters to it; everything else is the same in every record.

let made = 0;

export interface FindingOptions {
  /** The vendor's id; a new one when left out. The same id again is the same alert. */
  readonly id?: string;
  readonly title?: string;
  readonly description?: string;
  readonly severity?: 'Critical' | 'High' | 'Medium' | 'Low' | 'Informational';
  readonly rule?: string;
  /** Tactics in Microsoft's spelling, such as `CredentialAccess`. */
  readonly tactics?: readonly string[];
  readonly techniques?: readonly string[];
  readonly user?: string;
  readonly host?: string;
  readonly ip?: string;
  readonly occurredAt?: string;
  /** `endpoint` is Defender for Endpoint, `siem` a rule of Sentinel's own. */
  readonly sensor?: 'endpoint' | 'siem';
  readonly labels?: readonly string[];
  /** The vendor has closed it with this classification. */
  readonly closedAs?: 'TruePositive' | 'BenignPositive' | 'FalsePositive';
}

/** A SecurityAlert row for the source `sentinel`. */
export function finding(options: FindingOptions = {}): Record<string, unknown> {
  made += 1;
  const id = options.id ?? `5e0f6c1a-0000-4000-8000-${String(made).padStart(12, '0')}`;
  const title = options.title ?? 'Suspicious process injection observed';
  const entities = [
    ...(options.user ? [{ $id: '1', Name: options.user, Type: 'account' }] : []),
    ...(options.host ? [{ $id: '2', HostName: options.host, Type: 'host' }] : []),
    ...(options.ip ? [{ $id: '3', Address: options.ip, Type: 'ip' }] : []),
  ];
  const endpoint = options.sensor === 'endpoint';
  return {
    Type: 'SecurityAlert',
    VendorName: 'Microsoft',
    ProviderName: endpoint ? 'MDATP' : 'ASI Scheduled Alerts',
    ProductName: endpoint ? 'Microsoft Defender Advanced Threat Protection' : 'Azure Sentinel',
    SystemAlertId: id,
    AlertName: title,
    DisplayName: title,
    AlertSeverity: options.severity ?? 'Medium',
    Description: options.description ?? '',
    AlertType: options.rule ?? 'rule-injection',
    StartTime: options.occurredAt ?? '2026-03-04T09:14:02.500Z',
    TimeGenerated: '2026-03-04T09:21:17.123Z',
    Tactics: (options.tactics ?? []).join(','),
    Techniques: JSON.stringify(options.techniques ?? []),
    Entities: JSON.stringify(entities),
    Tags: JSON.stringify(options.labels ?? []),
    Status: options.closedAs ? 'Resolved' : 'New',
    ExtendedProperties: JSON.stringify(
      options.closedAs
        ? {
            Classification: options.closedAs,
            ClassificationComment: 'closed at the vendor',
            ClosedTime: '2026-03-04T10:00:00Z',
          }
        : {},
    ),
  };
}

export interface SignInOptions {
  readonly id?: string;
  readonly user?: string;
  readonly ip?: string;
  readonly at?: string;
}

/** An Okta System Log entry, an event, for the source `okta`. */
export function signIn(options: SignInOptions = {}): Record<string, unknown> {
  made += 1;
  const user = options.user ?? 'adele.v@example.com';
  return {
    uuid: options.id ?? `f790999f-fe87-467a-9880-${String(made).padStart(12, '0')}`,
    published: options.at ?? '2026-03-04T08:00:00.000Z',
    eventType: 'user.session.start',
    displayMessage: 'User login to Okta',
    version: '0',
    severity: 'INFO',
    actor: { id: '00u1qw1mqitPHM8AJ0g7', type: 'User', alternateId: user, displayName: 'Adele V' },
    client: { ipAddress: options.ip ?? '192.0.2.90', device: 'Unknown', zone: 'OFF_NETWORK' },
    outcome: { result: 'SUCCESS' },
    transaction: { type: 'WEB', id: 'V04Oy4ubUOc5UuG6s9DyNQAABtc' },
    debugContext: { debugData: { requestUri: '/login/do-login' } },
    legacyEventType: 'core.user_auth.login_success',
    authenticationContext: { authenticationStep: 0, externalSessionId: 'session-1' },
  };
}
