import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { linksOf, rulePage } from './links.ts';

const RESULTS = 'https://splunk.example.com:8000/en-US/app/search/@go?sid=1';

test('the page of a saved search is on the server of its results', () => {
  assert.equal(
    rulePage(RESULTS, { app: 'search', name: 'Failed logins' }),
    'https://splunk.example.com:8000/en-US/app/search/alert?s=%2FservicesNS%2Fnobody%2Fsearch%2Fsaved%2Fsearches%2FFailed%2520logins',
  );
  assert.equal(rulePage('http://splunk.example.com/app/search/@go', { app: 'search', name: 'x' }), null);
  for (const app of ['', '../x', 'a/b', '.']) assert.equal(rulePage(RESULTS, { app, name: 'x' }), null, app);
  assert.equal(rulePage(RESULTS, { app: 'search', name: '' }), null);
});

test('names with half a surrogate pair make no page and no exception', () => {
  assert.equal(rulePage(RESULTS, { app: 'search', name: 'x\ud800' }), null);
  assert.equal(linksOf(RESULTS, 'x@@notable@@\ud800').length, 1);
});

test('whatever the names are, every page is on the server of the results', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (app, name) => {
      const pages = [
        rulePage(RESULTS, { app, name }),
        ...linksOf(RESULTS, `${name}@@notable@@`).map(({ url }) => url),
      ];
      for (const page of pages.filter((found) => found !== null))
        assert.equal(new URL(page).host, 'splunk.example.com:8000');
    }),
  );
});
