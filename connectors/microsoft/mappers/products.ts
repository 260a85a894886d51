// Which product found it. Sentinel names the provider and the product of an alert in the words of the day it was written:
// the same product has had up to four names. `product` is the current one; `sensor` decides which severity floors apply.

import type { Sensor } from '@watchfloor/sdk';

export interface Product {
  readonly product: string;
  readonly sensor: Sensor;
}

export const SENTINEL: Product = { product: 'Microsoft Sentinel', sensor: 'siem' };

// Folded names of providers (`ProviderName`) and products (`ProductName`), then the product of today.
const PRODUCTS: readonly (readonly [names: string, product: string, sensor: Sensor])[] = [
  [
    'mdatp microsoftdefenderadvancedthreatprotection microsoftdefenderatp microsoftdefenderforendpoint windowsdefenderatp windowsdefenderadvancedthreatprotection microsoftdefenderforendpointtvm windowsdefender windowsdefenderav',
    'Microsoft Defender for Endpoint',
    'endpoint',
  ],
  [
    'mdi aatp azureadvancedthreatprotection azureatp microsoftdefenderforidentity',
    'Microsoft Defender for Identity',
    'identity',
  ],
  [
    'ipc aadipc aadidentityprotection azureadidentityprotection azureactivedirectoryidentityprotection microsoftentraidprotection',
    'Microsoft Entra ID Protection',
    'identity',
  ],
  [
    'oatp mdo office365advancedthreatprotection office365atp microsoftdefenderforoffice365 officeatp office365securityandcompliance office365securitycompliance',
    'Microsoft Defender for Office 365',
    'email',
  ],
  [
    'mcas mda microsoftcloudappsecurity microsoftdefenderforcloudapps appgovernance microsoftappgovernance microsoftapplicationprotection',
    'Microsoft Defender for Cloud Apps',
    'cloud',
  ],
  [
    'asc azuresecuritycenter azuredefender microsoftdefenderforcloud',
    'Microsoft Defender for Cloud',
    'cloud',
  ],
  [
    'iotsecurity azuresecuritycenterforiot azuredefenderforiot microsoftdefenderforiot',
    'Microsoft Defender for IoT',
    'network',
  ],
  [
    'microsoftthreatprotection mtp m365d microsoft365defender microsoftdefenderxdr microsoftxdr defenderxdr',
    'Microsoft Defender XDR',
    'siem',
  ],
  [
    'dlp datalossprevention microsoftdatalossprevention microsoft365datalossprevention microsoftpurviewdlp microsoftpurviewdatalossprevention',
    'Microsoft Purview Data Loss Prevention',
    'application',
  ],
  [
    'irm insiderriskmanagement microsoft365insiderriskmanagement microsoftinsiderriskmanagement microsoftpurviewinsiderriskmanagement',
    'Microsoft Purview Insider Risk Management',
    'application',
  ],
  ['azureinformationprotection', 'Microsoft Purview Information Protection', 'application'],
  [
    'sentinel azuresentinel microsoftsentinel asischeduledalerts asinrtalerts asi fusion mlbehavioranalytics threatintelligencealerts',
    SENTINEL.product,
    SENTINEL.sensor,
  ],
];

const PRODUCT_BY_NAME: ReadonlyMap<string, Product> = new Map(
  PRODUCTS.flatMap(([names, product, sensor]) =>
    names.split(' ').map((name): [string, Product] => [name, { product, sensor }]),
  ),
);

function fold(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/**
 * The product behind the names an alert carries, the most telling first. A product we do not know keeps its own name and an
 * unknown sensor; no name at all means Sentinel itself.
 */
export function productOf(...names: readonly string[]): Product {
  for (const name of names) {
    const known = PRODUCT_BY_NAME.get(fold(name));
    if (known !== undefined) return known;
  }
  const named = names.find((name) => name !== '');
  return named === undefined ? SENTINEL : { product: named, sensor: 'unknown' };
}
