import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { canonicalValue, ENTITY_TYPES, type EntityType } from './index.ts';

const MD5 = 'd41d8cd98f00b204e9800998ecf8427e';
const SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** Per type: raw values and what becomes of them; null where the value must be refused. */
const TABLE: Readonly<
  Partial<Record<EntityType, readonly (readonly [raw: string, canonical: string | null])[]>>
> = {
  ip: [
    ['192.0.2.1', '192.0.2.1'],
    [' 192.0.2.1 ', '192.0.2.1'],
    ['192.0.2.1:443', '192.0.2.1'],
    ['192.0.2.1/32', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['[2001:db8::1]:8443', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['fe80::1%12', 'fe80::1'],
    ['2001:db8::1/128', '2001:db8::1'],
    ['0.0.0.0', null],
    ['::', null],
    ['192.0.2', null],
    ['192.0.2.256', null],
    ['192.0.02.1', null],
    ['0x7f.0.0.1', null],
    ['3221225985', null],
    ['192.0.2.0/24', null],
    ['12:34:56', null],
    ['web.example.com', null],
  ],
  domain: [
    ['Example.COM.', 'example.com'],
    ['*.example.co.uk', 'example.co.uk'],
    ['example.com:443', 'example.com'],
    ['bücher.example.de', 'xn--bcher-kva.example.de'],
    ['_dmarc.example.com', '_dmarc.example.com'],
    ['dc01.corp.local', 'dc01.corp.local'],
    ['abcdefghij234567.onion', 'abcdefghij234567.onion'],
    ['com', null],
    ['co.uk', null],
    ['CONTOSO', null],
    ['192.0.2.1', null],
    ['exa mple.com', null],
    ['-bad.example.com', null],
    ['example.notatld', null],
    [`${'a'.repeat(64)}.com`, null],
  ],
  host: [
    ['WIN-1A2B3C$', 'win-1a2b3c'],
    ['\\\\FILESRV01', 'filesrv01'],
    ['web.example.com.', 'web.example.com'],
    ["Alice's MacBook Pro", "alice's macbook pro"],
    ['db01:5432', 'db01'],
    ['192.0.2.1', null],
    ['2001:db8::1', null],
    ['a/b', null],
    ['localhost', 'localhost'],
  ],
  user: [
    ['Alice', 'alice'],
    ['CONTOSO\\Alice', 'contoso\\alice'],
    ['CONTOSO\\\\Alice', 'contoso\\alice'],
    ['Alice@Example.com', 'alice@example.com'],
    ['-\\Alice', 'alice'],
    ['s-1-5-21-1-2-3-500', 'S-1-5-21-1-2-3-500'],
    ['AIDAEXAMPLE1234567890', 'AIDAEXAMPLE1234567890'],
    ['-\\-', null],
    ['a\nb', null],
    ['Müller', 'müller'],
  ],
  email: [
    ['Alice@Example.COM', 'alice@example.com'],
    ['Alice Doe <Alice.Doe@example.com>', 'alice.doe@example.com'],
    ['mailto:alice@example.com', 'alice@example.com'],
    ['alice+tag@example.com', 'alice+tag@example.com'],
    ['alice@localhost', null],
    ['@example.com', null],
    ['a b@example.com', null],
  ],
  url: [
    ['HTTPS://User@Example.COM:8443/Path?Q=1#F', 'https://User@example.com:8443/Path?Q=1#F'],
    ['http://[2001:DB8::1]:80/x', 'http://[2001:db8::1]:80/x'],
    ['http://intranet/path', 'http://intranet/path'],
    ['example.com/path', 'example.com/path'],
    ['/index.php?id=1', '/index.php?id=1'],
    ['https://+:443/owa/', 'https://+:443/owa/'],
    ['example.com', null],
    ['//example.com', null],
    ['http://', null],
    ['http://exa mple.com/', null],
    ['http://999.999.999.999/', null],
    ['javascript:alert(1)', null],
  ],
  md5: [
    [MD5.toUpperCase(), MD5],
    [`MD5=${MD5}`, MD5],
    [SHA256, null],
    ['0'.repeat(32), null],
    [`${MD5.slice(0, 31)}g`, null],
  ],
  sha1: [[`SHA1:${'A'.repeat(39)}1`, `${'a'.repeat(39)}1`]],
  sha256: [[` ${SHA256}`, SHA256]],
  sha512: [[SHA256 + SHA256, SHA256 + SHA256]],
  mac: [
    ['AA-BB-CC-DD-EE-0F', 'aa:bb:cc:dd:ee:0f'],
    ['aabb.ccdd.ee0f', 'aa:bb:cc:dd:ee:0f'],
    ['aabbccddee0f', 'aa:bb:cc:dd:ee:0f'],
    ['00:00:00:00:00:00', null],
    ['ff:ff:ff:ff:ff:ff', null],
    ['aa:bb-cc:dd:ee:0f', null],
  ],
  process_path: [
    ['"C:\\Program Files\\App\\app.exe"', 'C:\\Program Files\\App\\app.exe'],
    ['C:\\\\Windows\\\\cmd.exe', 'C:\\Windows\\cmd.exe'],
    ['sshd', 'sshd'],
    ['(null)', null],
  ],
  file_path: [
    ['\\\\server\\share\\a.txt', '\\\\server\\share\\a.txt'],
    ['\\\\\\\\server\\\\share\\\\a.txt', '\\\\server\\share\\a.txt'],
    ['\\\\Device\\HarddiskVolume1\\a.exe', '\\Device\\HarddiskVolume1\\a.exe'],
    ['/etc/passwd', '/etc/passwd'],
  ],
  command_line: [
    [' cmd.exe /c whoami ', 'cmd.exe /c whoami'],
    ['x'.repeat(5000), 'x'.repeat(4096)],
  ],
  registry_key: [
    ['HKEY_LOCAL_MACHINE\\Software\\Run\\', 'HKLM\\Software\\Run'],
    ['HKLM:\\Software\\Run', 'HKLM\\Software\\Run'],
    ['\\REGISTRY\\USER\\S-1-5-21\\Run', 'HKU\\S-1-5-21\\Run'],
    ['HKEY_CURRENT_USER\\\\Software', 'HKCU\\Software'],
    ['<HKCU>\\Software', 'HKCU\\Software'],
    ['Software\\Run', null],
    ['HKXX\\Software', null],
  ],
  cve: [
    ['cve-2024-12345', 'CVE-2024-12345'],
    ['CVE_2024_1234', 'CVE-2024-1234'],
    ['CVE-1998-0001', null],
    ['CVE-2024-123', null],
  ],
  technique: [
    ['t1059.001', 'T1059.001'],
    ['T1059/001', 'T1059.001'],
    ['T105', null],
  ],
  asn: [
    ['AS64500', 'AS64500'],
    ['ASN 64500', 'AS64500'],
    ['64500', 'AS64500'],
    ['AS64500 Example Net', 'AS64500'],
    ['AS0', null],
    ['ASABC', null],
  ],
  cloud_resource: [
    ['arn:aws:s3:::Example-Bucket', 'arn:aws:s3:::Example-Bucket'],
    ['/Subscriptions/A/resourceGroups/RG', '/subscriptions/a/resourcegroups/rg'],
  ],
  bitcoin: [
    ['1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2', '1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2'],
    ['3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy', '3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy'],
    ['BC1QAR0SRRR7XFKVY5L643LYDNW9RE59GTZZWF5MDQ', 'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq'],
    [
      'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0',
      'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0',
    ],
    ['1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3', null],
    ['bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdp', null],
    ['bc1Qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq', null],
  ],
};

describe('canonicalValue', () => {
  for (const [type, rows] of Object.entries(TABLE)) {
    for (const [raw, expected] of rows) {
      const outcome = expected === null ? 'is refused' : `becomes ${JSON.stringify(expected.slice(0, 60))}`;
      test(`${type} ${JSON.stringify(raw.slice(0, 60))} ${outcome}`, () => {
        // Object.entries forgets that its keys are entity types.
        assert.equal(canonicalValue(type as EntityType, raw), expected);
      });
    }
  }

  test('no type accepts a placeholder', () => {
    for (const type of ENTITY_TYPES) {
      for (const raw of ['', ' ', '-', 'N/A', 'null', 'None', 'UNKNOWN', '(null)', 'undefined']) {
        assert.equal(canonicalValue(type, raw), null, `${type} ${raw}`);
      }
    }
  });

  test('any text gives null or a form that stays the same when applied again', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.ipV4(),
      fc.ipV6(),
      fc.domain(),
      fc.emailAddress(),
      fc.webUrl({ withQueryParameters: true }),
      fc.stringMatching(/^[A-Za-z0-9:.\\/@$<>"'*_ -]{0,50}$/),
    );
    fc.assert(
      fc.property(fc.constantFrom(...ENTITY_TYPES), text, (type, raw) => {
        const once = canonicalValue(type, raw);
        if (once !== null) assert.equal(canonicalValue(type, once), once);
      }),
      { numRuns: 5000 },
    );
  });

  test('every address that fast-check writes is accepted unless it is unspecified', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (raw) => {
        const value = canonicalValue('ip', raw);
        assert.ok(value !== null || /^[0:.]*$/.test(raw) || raw.startsWith('0.'), raw);
      }),
    );
  });
});
