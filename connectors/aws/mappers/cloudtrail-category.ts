// What a call is about: by its service, and for IAM by what its name speaks of.

const SIGN_INS =
  /^(?:ConsoleLogin|CheckMfa|SwitchRole|ExitRole|RenewRole|Authenticate|UserAuthentication|CredentialVerification|CredentialChallenge|AssumeRole|GetSessionToken|GetFederationToken|AssumeRoot)/;

const SERVICES: readonly (readonly [services: string, category: string])[] = [
  ['signin sts sso sso-oauth identitystore cognito-idp', 'authentication'],
  [
    'cloudtrail config guardduty securityhub macie2 inspector2 detective access-analyzer logs monitoring',
    'security_configuration',
  ],
  ['kms secretsmanager acm acm-pca', 'secret_management'],
  ['organizations account billing', 'account_management'],
  ['ec2 ec2-instance-connect autoscaling lambda ecs eks ecr batch lightsail', 'compute'],
  [
    'elasticloadbalancing route53 route53domains cloudfront directconnect wafv2 waf network-firewall',
    'network',
  ],
  ['s3 glacier backup elasticfilesystem', 'storage'],
  ['rds dynamodb redshift es opensearch athena glue', 'database'],
  ['sns sqs ses events', 'messaging'],
  ['ssm ssmmessages ec2messages', 'remote_management'],
  ['bedrock sagemaker', 'machine_learning'],
  ['cloudformation servicecatalog codebuild codepipeline', 'deployment'],
];
const CATEGORY_OF: ReadonlyMap<string, string> = new Map(
  SERVICES.flatMap(([services, category]) =>
    services.split(' ').map((name): [string, string] => [name, category]),
  ),
);

const IAM_CATEGORIES: readonly (readonly [words: RegExp, category: string])[] = [
  [
    /AccessKey|LoginProfile|Password|MFADevice|SSHPublicKey|ServiceSpecificCredential|SigningCertificate/,
    'credential_management',
  ],
  [/Policy|Role|Permission/, 'privilege_management'],
  [/User|Group|SAMLProvider|OpenIDConnectProvider|Account/, 'account_management'],
];

export function categoryOf(eventSource: string, eventName: string, eventCategory: string): string {
  if (SIGN_INS.test(eventName)) return 'authentication';
  if (eventCategory.toLowerCase() === 'data') return 'data_access';
  const service = eventSource.split('.', 1)[0] ?? '';
  if (service === 'iam')
    return IAM_CATEGORIES.find(([words]) => words.test(eventName))?.[1] ?? 'account_management';
  return CATEGORY_OF.get(service) ?? 'cloud_activity';
}
