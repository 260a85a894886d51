import { checkSource } from '@watchfloor/sdk/testing';
import { zeek } from './sources/zeek.ts';

checkSource(zeek, {
  fixturesDir: new URL('./fixtures/', import.meta.url),
  forms: ['notice', 'finding', 'log', 'nested'],
});
