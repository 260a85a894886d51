import { checkSource } from '@watchfloor/sdk/testing';
import { windows } from './sources/windows.ts';

checkSource(windows, {
  fixturesDir: new URL('./fixtures/', import.meta.url),
  forms: ['xml', 'evtx-json', 'nxlog', 'flat', 'line', 'table'],
});
