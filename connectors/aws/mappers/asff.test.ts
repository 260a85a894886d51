import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '@watchfloor/sdk';
import { closureOf } from './asff-closure.ts';
import { guarddutyService } from './asff-observables.ts';
import { productOf } from './asff-product.ts';
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
