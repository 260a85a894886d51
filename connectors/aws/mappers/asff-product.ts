// Which product found it. Security Hub names it in every finding, twice: by names, and in the ARN of the product, which older
// senders give alone (`arn:aws:securityhub:us-east-1::product/aws/guardduty`).

import type { Fields } from './fields.ts';

export interface AsffProduct {
  readonly vendor: string;
  readonly product: string;
}

const PRODUCT_NAMES: ReadonlyMap<string, string> = new Map([
  ['guardduty', 'GuardDuty'],
  ['inspector', 'Inspector'],
  ['macie', 'Macie'],
  ['securityhub', 'Security Hub'],
  ['config', 'Config'],
  ['accessanalyzer', 'IAM Access Analyzer'],
  ['firewallmanager', 'Firewall Manager'],
  ['health', 'Health'],
  ['detective', 'Detective'],
  ['systemsmanager', 'Systems Manager'],
  ['ssmpatchmanager', 'Systems Manager Patch Manager'],
  ['iotdevicedefender', 'IoT Device Defender'],
]);

/** A custom integration sends under the account's own default product, whose name says nothing. */
const DEFAULT_PRODUCT = 'default';

export function productOf(finding: Fields): AsffProduct {
  const [company = '', name = ''] = productPath(finding.text('ProductArn'));
  const ownName =
    finding.text('ProductName') || finding.text('ProductFields.aws/securityhub/ProductName') || name;
  const ownCompany =
    finding.text('CompanyName') || finding.text('ProductFields.aws/securityhub/CompanyName') || company;
  const isUnnamed = ownName === '' || ownName.toLowerCase() === DEFAULT_PRODUCT;
  const product = isUnnamed ? 'Security Hub' : (PRODUCT_NAMES.get(fold(ownName)) ?? ownName);
  return { vendor: vendorOf(ownCompany), product: product.slice(0, 200) };
}

function productPath(arn: string): readonly string[] {
  const at = arn.indexOf('product/');
  return at < 0 || arn.length > 2048 ? [] : arn.slice(at + 'product/'.length).split('/');
}

/** AWS calls itself by three names; an account number is that of the account whose own finding it is. */
function vendorOf(company: string): string {
  const folded = fold(company);
  const isAws =
    folded === '' || folded === 'aws' || folded === 'amazon' || folded === 'personal' || /^\d+$/.test(folded);
  return isAws ? 'AWS' : company.slice(0, 200);
}

function fold(name: string): string {
  return name
    .toLowerCase()
    .replace(/^(?:amazon|aws) /, '')
    .replaceAll(/[^a-z0-9]/g, '');
}
