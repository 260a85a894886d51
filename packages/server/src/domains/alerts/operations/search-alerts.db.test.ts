// Search as a person types it: words, beginnings, addresses in the forms in which they are passed around.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { finding } from '../../../testing/records.ts';
import { startTestServer } from '../../../testing/server.ts';

const server = await startTestServer();
after(() => server.stop());

const HASH = '3b1c2d4e5f60718293a4b5c6d7e8f900112233443b1c2d4e5f60718293a4b5c6';

before(async () => {
  await server.submitDecided('sentinel', [
    finding({
      id: 'injection',
      title: 'Process injection by “PowerShell.exe”',
      description: `Loader ${HASH} from https://files.example.net/stage2.txt started C:\\Users\\Public\\updater-x.exe`,
      host: 'WS-0042.corp.contoso.example',
      user: 'adele.v@contoso.example',
      ip: '198.51.100.7',
      techniques: ['T1055.012'],
      rule: 'rule-inject-7',
    }),
    finding({
      id: 'sign-in',
      title: 'Sign-in from a rare country',
      description: 'Ümläut straße',
      rule: 'rule-8',
    }),
    finding({
      id: 'dump',
      title: 'Process dump of LSASS',
      ip: '198.51.100.70',
      labels: ['crown jewel'],
      rule: 'rule-9',
    }),
  ]);
});

async function found(q: string): Promise<string[]> {
  const { data } = await server.api.alerts.list({ q });
  return data.map((alert) => alert.source_ref ?? '').sort();
}

const CASES: Readonly<Record<string, readonly string[]>> = {
  injection: ['injection'],
  INJECTION: ['injection'],
  process: ['dump', 'injection'],
  'process injection': ['injection'],
  'injection process': ['injection'],
  'process country': [],
  inject: ['injection'],
  'injec*': ['injection'],
  'pro* lsa*': ['dump'],
  injec: [],
  '198.51.100.7': ['injection'],
  '198.51.100.7*': ['dump', 'injection'],
  '198[.]51[.]100[.]7': ['injection'],
  '198.51': [],
  'hxxps://files[.]example[.]net/stage2.txt': ['injection'],
  'https://files.example.net/stage2.txt': ['injection'],
  [HASH]: ['injection'],
  [HASH.toUpperCase()]: ['injection'],
  'powershell.exe': ['injection'],
  powershell: ['injection'],
  'ws-0042': ['injection'],
  'WS-0042.corp.contoso.example': ['injection'],
  'adele.v@contoso.example': ['injection'],
  't1055.012': ['injection'],
  'rule-inject-7': ['injection'],
  'crown jewel': ['dump'],
  sentinel: ['dump', 'injection', 'sign-in'],
  ümläut: ['sign-in'],
  STRASSE: [],
  '“process”': ['dump', 'injection'],
  '"process", (dump)!': ['dump'],
  "'; drop table alert --": [],
  '%': [],
  _: [],
  '*': [],
  '!!!': [],
  // Phrases: the words in this order, next to each other, inside one text.
  '"process injection"': ['injection'],
  '"injection process"': [],
  '“process dump”': ['dump'],
  '"dump of lsass"': ['dump'],
  '"process lsass"': [],
  '"rare country" sign-in': ['sign-in'],
  '"rare country" lsass': [],
  '"by powershell.exe"': ['injection'],
  '"LSASS example"': [],
  // Fields: words of the title or the rule; whole values of what an alert names.
  'title:process': ['dump', 'injection'],
  'title:proc*': ['dump', 'injection'],
  'title:"process dump"': ['dump'],
  'title:loader': [],
  'rule:rule-9': ['dump'],
  'rule:crown': [],
  'host:ws-0042*': ['injection'],
  'user:adele.v@contoso.example': ['injection'],
  'USER:Adele.V@contoso.example': ['injection'],
  'ip:198.51.100.7': ['injection'],
  'ip:198.51.100.*': ['dump', 'injection'],
  'ip:198[.]51[.]100[.]7': ['injection'],
  [`hash:${HASH}`]: ['injection'],
  [`sha256:${HASH}`]: ['injection'],
  [`md5:${HASH}`]: [],
  'url:hxxps://files[.]example[.]net/stage2.txt': ['injection'],
  'label:"crown jewel"': ['dump'],
  'label:crown': [],
  'technique:T1055.012': ['injection'],
  'source:sentinel process': ['dump', 'injection'],
  'source:okta': [],
  'ip:': [],
  'host:""': [],
  'nofield:process': [],
  "user:o'neil\\": [],
};

for (const [query, wanted] of Object.entries(CASES)) {
  test(`"${query.slice(0, 50)}" finds ${wanted.join(' and ') || 'nothing'}`, async () => {
    assert.deepEqual(await found(query), wanted);
  });
}

test('a name inside a path or an address is found by itself', async () => {
  assert.deepEqual(await found('updater-x.exe'), ['injection']);
  assert.deepEqual(await found('files.example.net'), ['injection']);
  assert.deepEqual(await found('stage2.txt'), ['injection']);
});

test('a revision is found by its new words and no longer by its old ones', async () => {
  await server.submitDecided('sentinel', finding({ id: 'changed', title: 'Beaconing oldword' }));
  await server.submitDecided('sentinel', finding({ id: 'changed', title: 'Beaconing newword' }));
  assert.deepEqual(await found('newword'), ['changed']);
  assert.deepEqual(await found('oldword'), []);
});
