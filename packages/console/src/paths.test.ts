import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  alertIdOfSubject,
  attackUrl,
  auditExportUrl,
  auditSubjectOfAlert,
  hrefInCustomer,
  hrefOf,
  paths,
  uuidOf,
  wireIdOf,
} from './paths.ts';

const ID = 'alert_0198c0ffee007abc8123456789abcdef';

test('every address of the daily work', () => {
  const addresses = {
    alerts: hrefOf(paths.alerts()),
    alertsFiltered: hrefOf(
      paths.alerts({ status: ['open'], severity: ['critical', 'high'], q: 'mimi* 192.0.2.1' }),
    ),
    alert: hrefOf(paths.alert(ID)),
    alertTab: hrefOf(paths.alert(ID, 'raw')),
    alertOverview: hrefOf(paths.alert(ID, 'overview')),
    alertsOfEntity: hrefOf(paths.alertsOfEntity('process_path', 'C:\\a b.exe')),
    events: hrefOf(paths.events()),
    event: hrefOf(paths.event('event_1')),
    eventsOfEntity: hrefOf(paths.eventsOfEntity('ip', '2001:db8::1')),
    entities: hrefOf(paths.entities({ q: 'evil.example', type: 'domain' })),
    entity: hrefOf(paths.entity('url', 'https://example.com/a b?c')),
    rules: hrefOf(paths.rules({ sort: 'alerts' })),
    rule: hrefOf(paths.rule('suricata', '2024001')),
    mappings: hrefOf(paths.mappings()),
    preview: hrefOf(paths.preview()),
    sources: hrefOf(paths.sources()),
  };
  assert.deepEqual(addresses, {
    alerts: '/alerts',
    alertsFiltered: '/alerts?status=open&severity=critical,high&q=mimi*%20192.0.2.1',
    alert: `/alerts/${ID}`,
    alertTab: `/alerts/${ID}?tab=raw`,
    alertOverview: `/alerts/${ID}`,
    alertsOfEntity: '/alerts?entity=process_path:C:%5Ca%20b.exe',
    events: '/events',
    event: '/events/event_1',
    eventsOfEntity: '/events?entity=ip:2001:db8::1',
    entities: '/entities?q=evil.example&type=domain',
    entity: '/entity?of=url:https://example.com/a%20b%3Fc',
    rules: '/rules?sort=alerts',
    rule: '/rule?source=suricata&key=2024001',
    mappings: '/settings/mappings',
    preview: '/sources/preview',
    sources: '/sources',
  });
});

test('every address of settings, audit and customers', () => {
  const addresses = {
    people: hrefOf(paths.people({ status: ['invited'] })),
    person: hrefOf(paths.person('user_1')),
    roles: hrefOf(paths.roles()),
    keys: hrefOf(paths.keys()),
    keysOfAccount: hrefOf(paths.keys({ status: ['active', 'expiring'], account: 'account_1' })),
    serviceAccounts: hrefOf(paths.serviceAccounts()),
    childAccess: hrefOf(paths.childAccess()),
    vault: hrefOf(paths.vault()),
    work: hrefOf(paths.work({ state: ['open', 'discarded'] })),
    storage: hrefOf(paths.storage()),
    policy: hrefOf(paths.policy()),
    audit: hrefOf(paths.audit()),
    auditOf: hrefOf(paths.audit({ subject: 'policy:triage' })),
    auditRecord: hrefOf(paths.auditRecord('audit_1')),
    auditChain: hrefOf(paths.auditChain()),
    auditSinks: hrefOf(paths.auditSinks()),
    account: hrefOf(paths.account()),
    welcome: hrefOf(paths.welcome()),
    security: hrefOf(paths.security()),
    retention: hrefOf(paths.retention()),
    tenants: hrefOf(paths.tenants()),
    tenant: hrefOf(paths.tenant('tenant_1')),
    customerAlerts: hrefOf(paths.customerAlerts({ status: ['open'], customer: ['acme'] })),
    alertOfCustomer: hrefInCustomer('acme', paths.alert(ID)),
    auditExport: auditExportUrl({ format: 'cef', from: '2026-03-01T00:00:00.000Z', to: null }),
  };
  assert.deepEqual(addresses, {
    people: '/settings/people?status=invited',
    person: '/settings/people/user_1',
    roles: '/settings/roles',
    keys: '/settings/keys',
    keysOfAccount: '/settings/keys?status=active,expiring&account=account_1',
    serviceAccounts: '/settings/service-accounts',
    childAccess: '/settings/child-access',
    vault: '/settings/vault',
    work: '/settings/work?state=open,discarded',
    storage: '/settings/storage',
    policy: '/settings/policy',
    audit: '/audit',
    auditOf: '/audit?subject=policy:triage',
    auditRecord: '/audit/audit_1',
    auditChain: '/settings/audit-chain',
    auditSinks: '/settings/audit-sinks',
    account: '/account',
    welcome: '/welcome',
    security: '/settings/security',
    retention: '/settings/retention',
    tenants: '/tenants',
    tenant: '/tenants/tenant_1',
    customerAlerts: '/customers/alerts?status=open&customer=acme',
    alertOfCustomer: `/in/acme/alerts/${ID}`,
    auditExport: '/v1/audit/export?format=cef&from=2026-03-01T00:00:00.000Z',
  });
});

test('an id cannot leave its place in the path', () => {
  assert.equal(hrefOf(paths.event('../keys?x#y')), '/events/..%2Fkeys%3Fx%23y');
});

test('techniques lead to MITRE, anything else nowhere', () => {
  assert.equal(attackUrl('T1059'), 'https://attack.mitre.org/techniques/T1059/');
  assert.equal(attackUrl('T1059.001'), 'https://attack.mitre.org/techniques/T1059/001/');
  for (const id of ['', 'T105', 'credential-access', 'T1059/../x', 'javascript:1'])
    assert.equal(attackUrl(id), null);
});

test('audit subjects and alerts lead to each other', () => {
  const subject = auditSubjectOfAlert(ID);
  assert.equal(subject, 'alert:0198c0ff-ee00-7abc-8123-456789abcdef');
  assert.equal(alertIdOfSubject(subject), ID);
  assert.equal(alertIdOfSubject('key:0198c0ff-ee00-7abc-8123-456789abcdef'), null);
  assert.equal(alertIdOfSubject('alert:x'), null);
});

test('a uuid of the record and the id on the wire lead to each other', () => {
  const uuid = '0198c0ff-ee00-7abc-8123-456789abcdef';
  assert.equal(wireIdOf('user', uuid), 'user_0198c0ffee007abc8123456789abcdef');
  assert.equal(uuidOf('user_0198c0ffee007abc8123456789abcdef'), uuid);
  assert.equal(wireIdOf('user', 'sealer'), null);
});
