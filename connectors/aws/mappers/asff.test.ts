import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '@watchfloor/sdk';
import { closureOf } from './asff-closure.ts';
import { readAsff } from './asff-finding.ts';
import { guarddutyService } from './asff-observables.ts';
import { productOf } from './asff-product.ts';
import { ruleOf } from './asff-rule.ts';
import { fieldsOf } from './fields.ts';

function closure(finding: JsonObject): string | null {
  const found = closureOf(fieldsOf(finding));
  return found === null ? null : `${found.verdict}: ${found.reason}`;
}

test('a finding is closed by its workflow, its provider, or a check that passed', () => {
  assert.equal(
    closure({ Workflow: { Status: 'NEW' }, RecordState: 'ACTIVE', Compliance: { Status: 'FAILED' } }),
    null,
  );
  assert.equal(closure({ Workflow: { Status: 'NOTIFIED' } }), null);
  assert.equal(closure({ Workflow: { Status: 'RESOLVED' } }), 'undetermined: Resolved in Security Hub');
  assert.equal(closure({ RecordState: 'ARCHIVED' }), 'undetermined: Archived by its provider');
  assert.equal(closure({ Compliance: { Status: 'PASSED' } }), 'undetermined: Compliance check passed');
  assert.equal(
    closure({
      Workflow: { Status: 'SUPPRESSED' },
      VerificationState: 'BENIGN_POSITIVE',
      Note: { Text: 'ours' },
    }),
    'benign_true_positive: Suppressed in Security Hub: ours',
  );
});

test('the older workflow state counts only where the newer one is missing', () => {
  assert.equal(closure({ WorkflowState: 'RESOLVED', Workflow: { Status: 'NEW' } }), null);
  assert.equal(closure({ WorkflowState: 'RESOLVED' }), 'undetermined: Resolved in Security Hub');
});

test('a product without names is known by its ARN', () => {
  const named = (ProductArn: string): string => {
    const { vendor, product } = productOf(fieldsOf({ ProductArn }));
    return `${vendor} ${product}`;
  };
  assert.equal(named('arn:aws:securityhub:eu-west-1::product/aws/guardduty'), 'AWS GuardDuty');
  assert.equal(named('arn:aws:securityhub:eu-west-1:444455556666:product/contoso/sensor'), 'contoso sensor');
  assert.equal(
    named('arn:aws:securityhub:eu-west-1:111122223333:product/111122223333/default'),
    'AWS Security Hub',
  );
});

test('flat product fields become the nested service, lists by position, whatever the names are', () => {
  const service = guarddutyService(
    fieldsOf({
      'aws/guardduty/service/action/portProbeAction/portProbeDetails.0_/remoteIpDetails/ipAddressV4':
        '203.0.113.1',
      'aws/guardduty/service/action/portProbeAction/portProbeDetails.1_/remoteIpDetails/ipAddressV4':
        '203.0.113.2',
      'aws/guardduty/service/action': 'also a text',
      'aws/guardduty/service/__proto__/polluted': 'yes',
      'aws/guardduty/service/list.0_': 'x',
      'aws/guardduty/service/list.0_/deeper': 'y',
    }),
  );
  const probes = service.objects('action.portProbeAction.portProbeDetails');
  assert.deepEqual(
    probes.map((probe) => probe.text('remoteIpDetails.ipAddressV4')),
    ['203.0.113.1', '203.0.113.2'],
  );
  assert.equal(Object.hasOwn(Object.prototype, 'polluted'), false);
});

test('a generator that is the provider itself leaves the rule to the type of the finding', () => {
  const rule = (finding: JsonObject): string | null =>
    ruleOf(fieldsOf(finding), ['Sensitive Data Identifications/PII/SensitiveData:S3Object-Personal'], null)
      .id;
  assert.equal(rule({ GeneratorId: 'aws/macie' }), 'SensitiveData:S3Object-Personal');
  assert.equal(rule({ GeneratorId: 'arn:aws:config:eu-west-1:111122223333:config-rule/a' })?.length, 51);
  assert.equal(rule({ GeneratorId: 'aws/macie', Compliance: { SecurityControlId: 'S3.8' } }), 'S3.8');
});

test('the rule of a control has its text and its page at AWS, and no page elsewhere', () => {
  const control = (url: string): unknown =>
    ruleOf(
      fieldsOf({
        Title: 'Ports should be closed',
        Description: 'This control checks ports.',
        Compliance: { Status: 'FAILED', SecurityControlId: 'EC2.19' },
        Remediation: { Recommendation: { Url: url } },
      }),
      [],
      null,
    );
  const page = 'https://docs.aws.amazon.com/console/securityhub/EC2.19/remediation';
  const rule = {
    id: 'EC2.19',
    name: 'Ports should be closed',
    description: 'This control checks ports.',
    url: page,
  };
  assert.deepEqual(control(page), rule);
  assert.deepEqual(control('https://docs.aws.amazon.com.example.com/x'), { ...rule, url: null });
});

test('what is not a time is not told as one, seconds are told as a time, a version is no address', () => {
  const result = readAsff(
    fieldsOf({
      Id: 'evt/1',
      Title: 'Beacon',
      Description: 'Beacon',
      FirstObservedAt: 1777629300,
      LastObservedAt: 'soon',
      Resources: [{ Type: 'Other', Details: { Other: { agentVersion: '1.2.3.4', ip: '192.0.2.4' } } }],
    }),
  );
  assert.ok(result.ok);
  assert.equal(result.record.description, 'Seen at 2026-05-01T09:55:00.000Z.');
  assert.deepEqual(
    result.record.entities.map(({ value }) => value),
    ['192.0.2.4'],
  );
});

test('an id with half a surrogate pair makes no link and no exception', () => {
  const result = readAsff(fieldsOf({ Id: 'evt/\ud800', Region: 'eu-west-1', Title: 'Beacon' }));
  assert.ok(result.ok);
  assert.deepEqual(result.record.links, []);
});

test('an update and a closing of a finding keep its id', () => {
  const read = (state: JsonObject): readonly [string | null, boolean] => {
    const result = readAsff(fieldsOf({ Id: 'evt/1', Title: 'Beacon', UpdatedAt: '2026-05-01', ...state }));
    assert.ok(result.ok && result.record.kind === 'alert');
    return [result.record.source_ref, result.record.closure !== null];
  };
  assert.deepEqual(read({ Workflow: { Status: 'NEW' } }), ['evt/1', false]);
  assert.deepEqual(read({ Workflow: { Status: 'NOTIFIED' }, Severity: { Label: 'HIGH' } }), ['evt/1', false]);
  assert.deepEqual(read({ Workflow: { Status: 'RESOLVED' } }), ['evt/1', true]);
});
