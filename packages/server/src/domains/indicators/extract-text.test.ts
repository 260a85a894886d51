import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { canonicalValue } from '@watchfloor/sdk';
import fc from 'fast-check';
import { extractIndicators } from './extract-text.ts';

const MD5 = 'd41d8cd98f00b204e9800998ecf8427e';
const SHA1 = 'da39a3ee5e6b4b0d3255bfef95601890afd80709';
const SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** What the text gives, as `type value`. */
function found(text: string): string[] {
  return extractIndicators(text).map(({ type, value }) => `${type} ${value}`);
}

type Row = readonly [text: string, ...expected: string[]];

const GROUPS: Readonly<Record<string, readonly Row[]>> = {
  addresses: [
    ['from 192.0.2.1 to 198.51.100.7:443.', 'ip 192.0.2.1', 'ip 198.51.100.7'],
    ['src=192.0.2.1;dst=203.0.113.9', 'ip 192.0.2.1', 'ip 203.0.113.9'],
    ['192[.]0[.]2[.]1 and 198.51.100[.]7', 'ip 192.0.2.1', 'ip 198.51.100.7'],
    ['192.0.2.1-192.0.2.9', 'ip 192.0.2.1', 'ip 192.0.2.9'],
    ['192.0.2.1|54865', 'ip 192.0.2.1'],
    ['inside:192.0.2.1/52675 to outside:198.51.100.7/443', 'ip 192.0.2.1', 'ip 198.51.100.7'],
    ['exec 3<>/dev/tcp/192.0.2.1/4444', 'ip 192.0.2.1'],
    ['sent via 192.0.2.1 again', 'ip 192.0.2.1'],
    ['network 10.0.0.0/8, host 10.1.2.3/8', 'ip 10.1.2.3'],
    ['version 4.3.2.1 and v1.2.3.4, build: 10.0.0.1'],
    ['Chrome/99.0.48.2 libfoo-1.2.3.4'],
    ['FileVersion="1.2.3.4"'],
    ['1.3.6.1.4.1.311 and 1.2.3 and 300.1.2.3'],
    ['mask 255.255.255.0 any 0.0.0.0'],
    ['2001:db8::1, [2001:db8::2]:443 and fe80::1%eth0', 'ip 2001:db8::1', 'ip 2001:db8::2', 'ip fe80::1'],
    ['mapped ::ffff:192.0.2.1 loop ::1', 'ip 192.0.2.1', 'ip ::1'],
    ['at 12:34:56 std::string a::b 2001:db8::/32'],
  ],
  domains: [
    [
      'C2 is evil.example.com, or www.evil-example.net.',
      'domain evil.example.com',
      'domain www.evil-example.net',
    ],
    ['evil[.]example[.]com evil(dot)example(dot)net', 'domain evil.example.com', 'domain evil.example.net'],
    ['*.example.com and .example.net', 'domain example.com', 'domain example.net'],
    ['example.com:8443', 'domain example.com'],
    ['"host":"Example.COM."', 'domain example.com'],
    ['line\\nexample.com', 'domain example.com'],
    ['bücher-example.de', 'domain xn--bcher-example-wob.de'],
    ['访问example.com下载', 'domain example.com'],
    ['dropped setup.py, report.zip, run.sh and cmd.exe'],
    ['uploaded to transfer.sh', 'domain transfer.sh'],
    ['evil[.]zip', 'domain evil.zip'],
    ['server01.corp.local'],
    ['[REDACTED].example.net server-{1,30}.example.org'],
    ['System.Net.WebClient, System.IO, document.write(x), this.name'],
    ['process.parent.name: cmd, "user.id": 5, window.location.host'],
    ['com.example.app org.example.tools.info'],
    ['Win32/Agent.CO and Trojan.Agent.ME'],
    ['It stopped.In the end ASP.NET was used'],
    ['user.name=alice i.id=o.id'],
  ],
  'file names beside hosts': [
    [
      'cdn.example.com\npdfviewer.app\n192.0.2.1',
      'domain cdn.example.com',
      'domain pdfviewer.app',
      'ip 192.0.2.1',
    ],
    ['loader.exe\ninstaller.app\nreadme.txt'],
  ],
  urls: [
    [
      '(https://example.com/a_(b)), https://example.net.',
      'url https://example.com/a_(b)',
      'url https://example.net',
    ],
    [
      '[text](https://example.com/a) <https://example.net/>',
      'url https://example.com/a',
      'url https://example.net/',
    ],
    ['hxxps[:]//evil[.]example[.]com[/]a[.]php?x=1', 'url https://evil.example.com/a.php?x=1'],
    ["DownloadString('https://example.com/a.ps1');g $I", 'url https://example.com/a.ps1'],
    ['https://example.com[Example Site]', 'url https://example.com'],
    ['https://example.com/a,False,False', 'url https://example.com/a'],
    ['https://example.com/story,123.html?a=1,2', 'url https://example.com/story,123.html?a=1,2'],
    ['https://example.com/a;https://example.net/b', 'url https://example.com/a', 'url https://example.net/b'],
    ['href=&quot;https://example.com/a&quot;', 'url https://example.com/a'],
    ['`++https://example.com/a.php++`', 'url https://example.com/a.php'],
    [`${'$'}{jndi:ldap://192.0.2.1:1389/a}`, 'url ldap://192.0.2.1:1389/a'],
    ['tcp://[2001:db8::1]:80/path', 'url tcp://[2001:db8::1]:80/path'],
    ['http:\\/\\/example.com\\/a', 'url http://example.com/a'],
    ['https://+:443/owa/', 'url https://+:443/owa/'],
    ['example.com/a/b.php', 'domain example.com', 'url example.com/a/b.php'],
    ['192.0.2.1:9090/url', 'ip 192.0.2.1', 'url 192.0.2.1:9090/url'],
    ['http://user:pw@Example.COM/P', 'url http://user:pw@example.com/P'],
    ['http://host/ http://x and C://windows'],
    ['{"authorization.example.io/reason":"x"}'],
  ],
  'e-mail': [
    ['From: Alice <Alice@Example.com>', 'email alice@example.com'],
    ['alice[at]example[.]com', 'email alice@example.com'],
    ["'bob@example.net'.", 'email bob@example.net'],
    ['git@example.com:org/repo.git admin@338 pkg@1.2.3'],
  ],
  hashes: [
    [`${MD5} ${SHA1.toUpperCase()} ${SHA256}`, `md5 ${MD5}`, `sha1 ${SHA1}`, `sha256 ${SHA256}`],
    [`sample_${SHA256}.exe`, `sha256 ${SHA256}`],
    [`${SHA256}${SHA256}`, `sha512 ${SHA256}${SHA256}`],
    [`${MD5}0 x${MD5} ${MD5.slice(1)}`],
    [`imphash: ${MD5}\nIMPHASH=${MD5}\nJA3: ${MD5}\nvhash ${MD5}`],
    [`"traceId":"${MD5}" session_id=${MD5} urn:x:${MD5} arn:aws:guardduty:eu:1:detector/${MD5}`],
    [`"md5":"${MD5}"`, `md5 ${MD5}`],
    [`${MD5}.example.com`, `domain ${MD5}.example.com`],
    ['0'.repeat(32), ...[]],
    ['12345678901234567890123456789012'],
  ],
  identifiers: [
    [
      'cve-2024-12345, CVE\u20112023\u20111234 (CVE_2022_1234)',
      'cve CVE-2024-12345',
      'cve CVE-2023-1234',
      'cve CVE-2022-1234',
    ],
    ['CVE-24-1 and XCVE-2024-12345'],
    ['T1059.001 via attack.t1105', 'technique T1059.001', 'technique T1105'],
    ['AS64500, asn 64501 and AS 64502', 'asn AS64500', 'asn AS64501', 'asn AS64502'],
    ['just as 2014, AS400, BAS12, AS1234x'],
    ['AA-BB-CC-DD-EE-0F aabb.ccdd.ee10', 'mac aa:bb:cc:dd:ee:0f', 'mac aa:bb:cc:dd:ee:10'],
    ['fingerprint AA:BB:CC:DD:EE:0F:11:22'],
    ['1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2.', 'bitcoin 1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2'],
    ['1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3'],
  ],
  'registry keys': [
    ['the “HKEY_USERS\\<USER SID>\\Software\\Run” key', 'registry_key HKU\\<USER SID>\\Software\\Run'],
    ['HKLM\\SOFTWARE\\Windows NT\\Run on the host', 'registry_key HKLM\\SOFTWARE\\Windows NT\\Run'],
    ['reg add "HKLM\\SOFTWARE\\Windows Defender" /v x', 'registry_key HKLM\\SOFTWARE\\Windows Defender'],
    ['reg save HKLM\\sam %temp%\\sam', 'registry_key HKLM\\sam', 'file_path %temp%\\sam'],
    ["New-Item -Path 'HKCU:\\Software\\A B'", 'registry_key HKCU\\Software\\A B'],
    ['[HKEY_LOCAL_MACHINE\\SYSTEM\\Print Monitors]', 'registry_key HKLM\\SYSTEM\\Print Monitors'],
  ],
  'file paths': [
    ['"C:\\Program Files\\App\\a.exe" /c dir', 'file_path C:\\Program Files\\App\\a.exe'],
    [
      'C:\\Windows\\cmd.exe /c copy C:\\a.txt D:\\b.txt',
      'file_path C:\\Windows\\cmd.exe',
      'file_path C:\\a.txt',
      'file_path D:\\b.txt',
    ],
    ['rundll32 "C:\\a\\b.dll,Entry"', 'file_path C:\\a\\b.dll'],
    [
      'copied to \\\\server01\\share$\\x.exe and %APPDATA%\\y.exe',
      'file_path \\\\server01\\share$\\x.exe',
      'file_path %APPDATA%\\y.exe',
    ],
    ['{"path":"C:\\\\Temp\\\\a.exe"}', 'file_path C:\\Temp\\a.exe'],
    ['saved C:\\Users\\alice\\My Report.docx today', 'file_path C:\\Users\\alice\\My Report.docx'],
    ['/Library/Application Support/App/a.plist exists', 'file_path /Library/Application Support/App/a.plist'],
    ['cat /etc/passwd > ~/out.txt 2>/dev/null', 'file_path /etc/passwd', 'file_path ~/out.txt'],
    ['GET /home/index.html HTTP/1.1 and either/or'],
    ['dir C:\\Users\\* and ls /etc/rc*.d'],
  ],
};

describe('extractIndicators', () => {
  for (const [group, rows] of Object.entries(GROUPS)) {
    describe(group, () => {
      for (const [text, ...expected] of rows) {
        const outcome = expected.length === 0 ? 'gives nothing' : `gives ${expected.join(', ')}`;
        test(`${JSON.stringify(text).slice(0, 70)} ${outcome.slice(0, 70)}`, () => {
          assert.deepEqual(found(text).sort(), [...expected].sort());
        });
      }
    });
  }

  test('each indicator once, in the order of first mention', () => {
    assert.deepEqual(found('b.example.com a.example.com 192.0.2.1 B.example.com CVE-2024-1234'), [
      'domain b.example.com',
      'domain a.example.com',
      'ip 192.0.2.1',
      'cve CVE-2024-1234',
    ]);
  });

  test('the host of a URL and the domain of an address are not reported on their own', () => {
    assert.deepEqual(found('https://example.com/a alice@example.net'), [
      'url https://example.com/a',
      'email alice@example.net',
    ]);
    assert.deepEqual(found('https://example.com/a and example.com'), [
      'url https://example.com/a',
      'domain example.com',
    ]);
  });

  test('any text is read without an exception and every value is canonical', () => {
    const pieces = fc.constantFrom(
      ...[
        'http://',
        'hxxps[:]//',
        'example.com',
        '[.]',
        'C:\\',
        '\\\\',
        '/etc/',
        'HKLM\\',
        '@',
        ':',
        '::',
        '.',
        ' ',
        '\n',
        '"',
      ],
      ...[
        '192.0.2.1',
        'a',
        'é',
        '\ud800',
        '%',
        '(',
        ')',
        '[',
        ']',
        '{"',
        ',',
        'T1059',
        'CVE-2024-1234',
        'AS1',
        MD5,
      ],
    );
    const text = fc.oneof(
      fc.array(pieces, { maxLength: 20 }).map((parts) => parts.join('')),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(text, (input) => {
        for (const { type, value } of extractIndicators(input))
          assert.equal(canonicalValue(type, value), value);
      }),
      { numRuns: 3000 },
    );
  });

  test('what is inside a URL or a path is told once, in a short text as in one with many of them', () => {
    for (const count of [1, 20, 60]) {
      const urls = Array.from({ length: count }, (_, index) => `https://h${index}.example.com/${MD5}`);
      const paths = Array.from({ length: count }, (_, index) => `C:\\Temp\\${index}\\www.example.org.exe`);
      assert.deepEqual(found([...urls, ...paths].join('\n')), [
        ...urls.map((url) => `url ${url}`),
        ...paths.map((path) => `file_path ${path}`),
      ]);
    }
  });

  test('an indicator put between words of prose is found', () => {
    const indicators = fc.oneof(
      fc
        .ipV4()
        .filter((ip) => canonicalValue('ip', ip) !== null && !ip.startsWith('255.') && !ip.startsWith('0.')),
      fc
        .webUrl({ validSchemes: ['http', 'https'] })
        .filter((url) => canonicalValue('url', url) !== null && /^[\w:/.-]+$/.test(url)),
      fc.constantFrom(MD5, SHA1, SHA256, 'CVE-2024-12345', 'alice@example.com', 'cdn.example.net'),
    );
    fc.assert(
      fc.property(indicators, (value) => {
        // A full stop or colon at the very end belongs to the sentence, whatever the URL meant.
        const expected = value.toLowerCase().replace(/[.:]+$/, '');
        const all = extractIndicators(`We saw ${value} in the logs`).map((indicator) =>
          indicator.value.toLowerCase(),
        );
        assert.ok(all.includes(expected), `${value}: ${all.join(' ')}`);
      }),
    );
  });
});
