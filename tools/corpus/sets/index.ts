// Every data set that is measured against a bundled source, a line for each source.

import type { DataSet } from '../data-set.ts';
import { oktaSets } from './okta.ts';
import { sentinelSets } from './sentinel.ts';

export const DATA_SETS: readonly DataSet[] = [...oktaSets, ...sentinelSets];
