// Every bundled source, in the order in which `auto` asks them (the surest answer wins, an earlier one on a tie). The
// generator adds a line here: `npm run new source <vendor> <source>`.
import type { SourceAdapter } from '@watchfloor/sdk';
import { sentinel } from './microsoft/sources/sentinel.ts';
import { okta } from './okta/sources/okta.ts';

export const bundledSources: readonly SourceAdapter[] = [okta, sentinel];
