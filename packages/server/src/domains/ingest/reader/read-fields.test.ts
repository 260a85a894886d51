import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { JsonObject } from '@watchfloor/sdk';
import { wordsOf } from './field-names.ts';
import { readFields } from './read-fields.ts';

function found(fields: JsonObject): string[] {
  return readFields(fields)
    .entities.map((entity) => `${entity.type} ${entity.value} ${entity.role}`)
    .sort();
}

describe('the words of a name', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['srcip', 'source ip'],
    ['src_ip', 'source ip'],
    ['SourceIPAddress', 'source ip address'],
    ['c-ip', 'client ip'],
    ['cs(User-Agent)', 'useragent'],
    ['dstuserhostname', 'destination user hostname'],
    ['remoteIPs', 'remote ip'],
    ['SHA256HashData', 'sha256 hash data'],
    ['DvcHostname', 'observer address hostname'],
    ['usuario', 'user'],
  ];
  for (const [name, words] of cases) {
    test(name, () => assert.match(wordsOf(name).join(' '), new RegExp(`^${words}`)));
  }
});

describe('entities by field name and value shape', () => {
  test('addresses in any spelling, with the role of the name', () => {
    assert.deepEqual(
      found({
        srcip: '192.0.2.1',
        destinationIPv4Address: '198.51.100.1',
        'id.orig_h': '192.0.2.2',
        client: '192.0.2.3:51234',
        forwarded_for: '192.0.2.4, 192.0.2.5',
      }),
      [
        'ip 192.0.2.1 source',
        'ip 192.0.2.2 source',
        'ip 192.0.2.3 source',
        'ip 192.0.2.4 source',
        'ip 192.0.2.5 source',
        'ip 198.51.100.1 destination',
      ],
    );
  });

  test('a version is no address and a mask no end of a connection', () => {
    assert.deepEqual(found({ version: '10.0.0.1', agent_version: '7.1.2.3', firmware: '192.0.2.1' }), []);
  });

  test('user names of the actor and of the target, qualified and bare, so that other logs of theirs meet', () => {
    assert.deepEqual(
      found({ suser: 'CONTOSO\\alice', TargetUserName: 'bob', actor: { user: { name: 'carol' } } }),
      ['user alice source', 'user bob target', 'user carol actor', 'user contoso\\alice source'],
    );
    assert.deepEqual(found({ user: 'NT AUTHORITY\\SYSTEM' }), ['user system actor']);
  });

  test('an account that is a mail address is a user, by its bare name too, and an address', () => {
    assert.deepEqual(found({ userPrincipalName: 'Alice@example.com' }), [
      'email alice@example.com actor',
      'user alice actor',
      'user alice@example.com actor',
    ]);
    // A name that everybody has tells nobody from anybody without its domain.
    assert.deepEqual(found({ user: 'info@example.com' }), [
      'email info@example.com related',
      'user info@example.com actor',
    ]);
  });

  test('the login behind a full name, the name before a sentence', () => {
    assert.deepEqual(found({ who: 'Jane Doe (jdoe)' }), ['user jdoe actor']);
    assert.deepEqual(found({ user: 'jdoe: Authentication request' }), ['user jdoe actor']);
  });

  test('web addresses whole, without a scheme, as request targets and inside others', () => {
    assert.deepEqual(found({ url: 'www.example.com/a?b=1' }), [
      'domain www.example.com related',
      'url www.example.com/a?b=1 related',
    ]);
    assert.deepEqual(found({ request: 'GET /a?b=1 HTTP/1.1', method: 'GET' }), ['url /a?b=1 related']);
    assert.deepEqual(found({ http: { path: '/login' } }), ['url /login related']);
    assert.deepEqual(found({ path: '/etc/passwd' }), ['file_path /etc/passwd related']);
    assert.deepEqual(found({ url: 'https://r.example.org/?u=https%253A%252F%252Fbad.example.net%252Fx' }), [
      'domain bad.example.net related',
      'domain r.example.org related',
      'url https://bad.example.net/x related',
      'url https://r.example.org/?u=https%253A%252F%252Fbad.example.net%252Fx related',
    ]);
  });

  test('names with a vendor’s sign before them, and in other languages', () => {
    assert.deepEqual(found({ FTNTFGTqname: 'bad.example.net' }), [
      'domain bad.example.net related',
      'host bad.example.net related',
    ]);
    assert.deepEqual(found({ Benutzername: 'mmeier', Quelladresse: '192.0.2.1', équipement: 'x' }), [
      'ip 192.0.2.1 source',
      'user mmeier actor',
    ]);
  });

  test('keys, numbers and SIDs in user fields are no names', () => {
    assert.deepEqual(
      found({
        user: 'S-1-5-21-1-2-3-500',
        user_id: '00u1abcd2EFGH3ijkl4',
        userName: '12345',
        owner: '8c1f5f0e-1111-4222-8333-444455556666',
        user_agent: 'curl',
        user_type: 'admin',
      }),
      [],
    );
  });

  test('a full name is left out where an account name is known', () => {
    assert.deepEqual(found({ user: { name: 'Jane Doe', login: 'jdoe' } }), ['user jdoe actor']);
    assert.deepEqual(found({ user: { name: 'Jane Doe' } }), ['user jane doe actor']);
  });

  test('a host field with an address is an address; a public name is a domain as well', () => {
    assert.deepEqual(found({ host: '192.0.2.9', computerName: 'WKS-1', dest_host: 'www.example.org' }), [
      'domain www.example.org destination',
      'host wks-1 related',
      'host www.example.org destination',
      'ip 192.0.2.9 related',
    ]);
  });

  test('hashes are taken from hash fields, not from ids', () => {
    const md5 = '9e107d9d372bb6826bd81d3542a419d6';
    assert.deepEqual(found({ md5, config_state_hash: md5, ja3: { hash: md5 }, trace_id: md5 }), [
      `md5 ${md5} related`,
    ]);
    assert.deepEqual(found({ Hashes: `MD5=${md5.toUpperCase()},IMPHASH=${md5.replace('9', '8')}` }), [
      `md5 ${md5} related`,
    ]);
  });

  test('paths are processes or files by their field', () => {
    assert.deepEqual(found({ ParentImage: 'C:\\Windows\\explorer.exe', TargetFilename: 'C:\\Temp\\a.txt' }), [
      'file_path C:\\Temp\\a.txt target',
      'process_path C:\\Windows\\explorer.exe parent',
    ]);
  });

  test("links into a product's own pages are no entities", () => {
    assert.deepEqual(
      found({
        incidentUrl: 'https://siem.example.com/i/1',
        rule: { reference: 'https://docs.example.com/' },
      }),
      [],
    );
    assert.deepEqual(found({ url: 'http://bad.example.net/x' }), [
      'domain bad.example.net related',
      'url http://bad.example.net/x related',
    ]);
  });

  test('pairs, typed objects, JSON in strings and Python dictionaries are seen through', () => {
    assert.deepEqual(
      found({
        parameters: [{ name: 'USER_EMAIL', value: 'dora@example.com' }],
        target: [{ type: 'User', alternateId: 'erin@example.com' }],
        extra: '{"src_ip":"192.0.2.7"}',
        details: "{'fileHash': '2fd4e1c67a2d28fced849ee1bb76e7391b93eb12', 'ok': True, 'none': None}",
      }),
      [
        'email dora@example.com related',
        'email erin@example.com target',
        'ip 192.0.2.7 source',
        'sha1 2fd4e1c67a2d28fced849ee1bb76e7391b93eb12 related',
        'user dora actor',
        'user dora@example.com actor',
        'user erin target',
        'user erin@example.com target',
      ],
    );
  });

  test('a pair does not hide its neighbours', () => {
    assert.deepEqual(found({ item: { name: 'metric', value: 'x', host: 'srv-1' } }), ['host srv-1 related']);
  });

  test('every entity says why it was taken', () => {
    for (const entity of readFields({ a: { src_ip: '192.0.2.1' }, user: 'bob' }).entities) {
      assert.match(entity.because, /^(?:a\.src_ip|user): .+/);
    }
  });
});

test('nesting beyond depth 64 is not followed and said', () => {
  let nested: JsonObject = { src_ip: '192.0.2.1' };
  for (let depth = 0; depth < 80; depth += 1) nested = { inner: nested };
  const reading = readFields({ nested, dst_ip: '192.0.2.2' });
  assert.equal(reading.isTooDeep, true);
  assert.deepEqual(
    reading.entities.map((entity) => entity.value),
    ['192.0.2.2'],
  );
});

test('more than 200 entities are cut and said', () => {
  const reading = readFields({ ip: Array.from({ length: 256 }, (_, index) => `192.0.2.${index}`) });
  assert.equal(reading.entities.length, 200);
  assert.equal(reading.isCapped, true);
});
