// Every product known by its records' features. Order matters only between rows of equal confidence: the earlier wins.

import type { ProductRow } from './product-row.ts';
import { APPLICATION_ROWS } from './product-rows-application.ts';
import { CLOUD_ROWS } from './product-rows-cloud.ts';
import { ENDPOINT_ROWS } from './product-rows-endpoint.ts';
import { NETWORK_ROWS } from './product-rows-network.ts';
import { SECURITY_ROWS } from './product-rows-security.ts';
import { SERVICE_ROWS } from './product-rows-services.ts';

export const PRODUCT_ROWS: readonly ProductRow[] = [
  ...CLOUD_ROWS,
  ...ENDPOINT_ROWS,
  ...NETWORK_ROWS,
  ...APPLICATION_ROWS,
  ...SECURITY_ROWS,
  ...SERVICE_ROWS,
];
