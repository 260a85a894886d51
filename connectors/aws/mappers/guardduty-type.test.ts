import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { findingTypeOf, isFindingType, typeFromHub } from './guardduty-type.ts';

function tactics(type: string): readonly string[] | undefined {
  return findingTypeOf(type)?.tactics;
}

test('a finding type reads as words, its variant and artifact included', () => {
  const names = [
    [
      'UnauthorizedAccess:IAMUser/MaliciousIPCaller.Custom',
      'Unauthorized access: malicious IP caller, custom (IAM user)',
    ],
    ['Backdoor:EC2/C&CActivity.B!DNS', 'Backdoor: C&C activity, B, DNS (EC2)'],
    ['Trojan:Runtime/DGADomainRequest.C!DNS', 'Trojan: DGA domain request, C, DNS (runtime)'],
    ['AttackSequence:IAM/CompromisedCredentials', 'Attack sequence: compromised credentials (IAM)'],
  ] as const;
  for (const [type, name] of names) assert.equal(findingTypeOf(type)?.name, name);
});

test('the tactic is that of the purpose, save for families AWS counts elsewhere', () => {
  assert.deepEqual(tactics('PrivilegeEscalation:Runtime/SuspiciousCommand'), ['privilege-escalation']);
  assert.deepEqual(tactics('Recon:EC2/Portscan'), ['discovery']);
  assert.deepEqual(tactics('Stealth:S3/ServerAccessLoggingDisabled'), ['defense-evasion']);
  assert.deepEqual(tactics('Trojan:EC2/DropPoint!DNS'), ['exfiltration']);
  assert.deepEqual(tactics('Backdoor:EC2/DenialOfService.Tcp'), ['impact']);
  assert.deepEqual(tactics('UnauthorizedAccess:EC2/RDPBruteForce'), ['initial-access']);
  assert.deepEqual(tactics('UnauthorizedAccess:IAMUser/TorIPCaller'), []);
  assert.deepEqual(tactics('Policy:S3/BucketPublicAccessGranted'), []);
});

test('a type in the form of Security Hub is the same type', () => {
  const types = [
    [
      'TTPs/Defense Evasion/Stealth:IAMUser-CloudTrailLoggingDisabled',
      'Stealth:IAMUser/CloudTrailLoggingDisabled',
    ],
    ['TTPs/Defense Evasion/IAMUser-AnomalousBehavior', 'DefenseEvasion:IAMUser/AnomalousBehavior'],
    ['TTPs/AttackSequence:S3/CompromisedData', 'AttackSequence:S3/CompromisedData'],
    ['Software and Configuration Checks/Vulnerabilities/CVE', ''],
  ] as const;
  for (const [hub, type] of types) assert.equal(typeFromHub(hub), type);
});

test('only a documented purpose makes a finding type', () => {
  assert.equal(isFindingType('PenTest:S3/KaliLinux'), true);
  assert.equal(isFindingType('Object:S3/MaliciousFile'), true);
  for (const text of ['AWS::S3::Bucket', 'Message:Inbox/New', 'urn:example:a/B', 'Recon:', '']) {
    assert.equal(isFindingType(text), false, text);
  }
});

test('each type is described on a page of the documentation', () => {
  const pages = [
    ['Backdoor:EC2/C&CActivity.B!DNS', 'guardduty_finding-types-ec2.html#backdoor-ec2-ccactivitybdns'],
    [
      'UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.InsideAWS',
      'guardduty_finding-types-iam.html#unauthorizedaccess-iam-instancecredentialexfiltrationinsideaws',
    ],
    ['Object:S3/MaliciousFile', 'gdu-malware-protection-s3-finding-types.html'],
    ['Execution:EC2/MaliciousFile', 'findings-malware-protection.html'],
    ['Execution:EC2/MaliciousFile!Snapshot', 'findings-malware-protection-backup.html'],
    ['Impact:Unheard/Of', 'guardduty_finding-types-active.html'],
  ] as const;
  for (const [type, page] of pages)
    assert.equal(findingTypeOf(type)?.url, `https://docs.aws.amazon.com/guardduty/latest/ug/${page}`);
});

test('any text is read or passed over without an exception', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      findingTypeOf(text);
      const { url } = findingTypeOf(`Recon:EC2/${text}`) ?? { url: 'https://docs.aws.amazon.com/' };
      assert.match(url, /^https:\/\/docs\.aws\.amazon\.com\/[\w./#-]*$/);
      typeFromHub(`TTPs/${text}`);
    }),
  );
});
