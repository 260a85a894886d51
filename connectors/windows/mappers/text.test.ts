import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { openEvent } from './event.ts';
import { EventData } from './fields.ts';
import { readMessage } from './message.ts';
import { certaintyOf } from './recognise.ts';
import { readWindowsEvent } from './record.ts';
import { parseWindowsText } from './text.ts';

describe('texts of events', () => {
  test('any text is parsed or passed over, and what is parsed is read or refused', () => {
    const pieces = fc.constantFrom(
      '<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event">',
      '<System>',
      '<EventID>4624</EventID>',
      '<Channel>Security</Channel>',
      '</System>',
      '<EventData><Data Name="IpAddress">',
      '</Data>',
      'MSWinEventLog\t1\tSecurity\t1\t',
      'WinEvtLog: Security: AUDIT_SUCCESS(4624): a: b: c: d: ',
      'LogName=Security\nEventCode=1\nMessage=',
      '\t',
      '\n',
      'Subject:',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string()), { maxLength: 12 }), (parts) => {
        const record = parseWindowsText(parts.join(''));
        if (record !== null) assert.equal(typeof readWindowsEvent(record).ok, 'boolean');
      }),
    );
  });

  test('a document of several events is refused and not read as its first', () => {
    const event =
      '<Event><System><EventID>1</EventID><Channel>System</Channel><Computer>WS-1</Computer></System></Event>';
    const record = parseWindowsText(`<Events>${event}${event.replace('WS-1', 'WS-2')}</Events>`);
    assert.ok(record !== null);
    const result = readWindowsEvent(record);
    assert.equal(result.ok, false);
  });

  test('an event that is only quoted far inside a text is not the text’s event', () => {
    const quoted = `${'x'.repeat(1000)}<Event><System><EventID>1</EventID><Channel>System</Channel></System></Event>`;
    assert.equal(parseWindowsText(quoted), null);
  });
});

describe('messages', () => {
  const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9.$-]{0,14}$/);

  test('an account is found under its section, in lines and in one line', () => {
    fc.assert(
      fc.property(word, word, fc.boolean(), (subject, target, isOneLine) => {
        const lines = [
          'An account was successfully logged on.',
          '',
          'Subject:',
          `\tAccount Name:\t\t${subject}`,
          '',
          'New Logon:',
          `\tAccount Name:\t\t${target}`,
          '\tSource Network Address:\t192.0.2.17',
        ];
        const message = isOneLine ? lines.map((line) => line.trim()).join('  ') : lines.join('\r\n');
        const data = new EventData();
        readMessage(message, data);
        assert.equal(data.text('SubjectUserName'), subject);
        assert.equal(data.text('TargetUserName'), target);
        assert.equal(data.text('IpAddress'), '192.0.2.17');
      }),
    );
  });

  test('data that the event brought itself is not overwritten by its message', () => {
    const data = new EventData();
    data.put('SubjectUserName', 'anna');
    readMessage('Subject:\r\n\tAccount Name:\tbob\r\n\tAccount Domain:\tCONTOSO', data);
    assert.equal(data.text('SubjectUserName'), 'anna');
    assert.equal(data.text('SubjectDomainName'), '');
  });
});

describe('forms of JSON', () => {
  const flat = {
    EventID: 4624,
    Channel: 'Security',
    SourceName: 'Microsoft-Windows-Security-Auditing',
    Hostname: 'ws-1',
  };

  test('a local time without a zone gives way to the stamp of the shipper', () => {
    const event = openEvent({
      ...flat,
      EventTime: '2026-03-04 12:00:00',
      '@timestamp': '2026-03-04T11:00:01.000Z',
    });
    assert.equal(event.time, '2026-03-04T11:00:01.000Z');
    const zoned = openEvent({
      ...flat,
      EventTime: '2026-03-04T12:00:00+01:00',
      '@timestamp': '2026-03-04T11:00:01.000Z',
    });
    assert.equal(zoned.time, '2026-03-04T11:00:00.000Z');
  });

  test('the account a shipper logs under is not taken for one of the data', () => {
    const event = openEvent({
      ...flat,
      AccountName: 'SYSTEM',
      AccountType: 'User',
      Domain: 'NT AUTHORITY',
      UserID: 'S-1-5-18',
    });
    assert.equal(event.account.name, 'SYSTEM');
    assert.equal(event.data.text('AccountName'), '');
  });

  test('the number of a classic event is its lower half', () => {
    assert.equal(openEvent({ ...flat, EventID: 1_073_748_860 }).id, '7036');
  });

  test('what Winlogbeat and the Elastic Agent send is left to ECS', () => {
    assert.ok(certaintyOf(flat) >= 50);
    assert.equal(certaintyOf({ ...flat, agent: { type: 'winlogbeat' } }), 0);
    assert.equal(certaintyOf({ ...flat, 'ecs.version': '8.0.0' }), 0);
    assert.equal(
      certaintyOf({ winlog: { event_id: 4624, channel: 'Security' }, ecs: { version: '1.0.0' } }),
      0,
    );
  });
});
