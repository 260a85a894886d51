import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defineSource, type JsonObject, readXml, type SourceAdapter, textAt } from '@watchfloor/sdk';
import { makeSources } from './sources.ts';

/** An adapter for records with one field; `parseText` where it writes XML. */
function adapterOf(
  id: string,
  field: string,
  parseText?: (text: string) => JsonObject | null,
): SourceAdapter {
  return defineSource({
    id,
    vendor: 'Vendor',
    product: id,
    summary: 'records of a test',
    documentation: 'https://docs.example.com/format',
    setup: '{url}',
    envelopes: [],
    recognise: (record) => (textAt(record, field) === '' ? 0 : 90),
    ...(parseText ? { parseText } : {}),
    read: (record) => {
      const title = textAt(record, field);
      if (title === '') return { ok: false, refusal: { field, message: 'is missing' } };
      return {
        ok: true,
        record: {
          kind: 'alert',
          vendor: 'Vendor',
          product: id,
          source_ref: null,
          title,
          description: '',
          category: '',
          severity: 'low',
          sensor: 'unknown',
          occurred_at: null,
          entities: [],
          labels: [],
          links: [],
          flags: [],
          tactics: [],
          techniques: [],
          rule: { id: null, name: null },
          closure: null,
        },
      };
    },
  });
}

const sources = makeSources([
  adapterOf('plain', 'finding'),
  adapterOf('xml', 'Event.Name', (text) => (text.startsWith('<Event') ? readXml(text, 0) : null)),
]);

const XML = '<Event xmlns="urn:x"><Name>Logon</Name></Event>';
const BEHIND_SYSLOG = '<13>1 2026-03-04T05:06:07Z sensor-1 app - - - {"finding":"Beacon"}';

function titleAndSource(source: string, value: string | JsonObject): string {
  const reading = sources.read(source, value);
  return reading.ok ? `${reading.source}: ${reading.record.title}` : `refused: ${reading.refusal.message}`;
}

test('a text goes to the adapter that parses it, addressed or recognised', () => {
  assert.equal(titleAndSource('xml', XML), 'xml: Logon');
  assert.equal(titleAndSource('auto', XML), 'xml: Logon');
});

test('JSON behind a syslog header is the record of the product that wrote it', () => {
  assert.equal(titleAndSource('plain', BEHIND_SYSLOG), 'plain: Beacon');
  assert.equal(titleAndSource('auto', BEHIND_SYSLOG), 'plain: Beacon');
});

test('a JSON text among the elements of an array is its object', () => {
  assert.equal(titleAndSource('auto', '{"finding":"Beacon"}'), 'plain: Beacon');
});

test('a text that no adapter knows is read by the generic reader under auto, and refused where it was addressed', () => {
  const line = '<13>Mar  4 05:06:07 host-1 sshd[1]: Failed password for root from 192.0.2.7 port 22 ssh2';
  assert.match(titleAndSource('auto', line), /^generic: /);
  assert.equal(titleAndSource('plain', line), 'refused: A plain record must be a JSON object.');
  assert.equal(titleAndSource('xml', line), 'refused: The text is no record of xml.');
});

test('JSON that is a small part of a line does not make the line that product’s', () => {
  const line = `${'word '.repeat(30)}{"finding":"Beacon"}`;
  assert.match(titleAndSource('auto', line), /^generic: /);
});

test('auto reads what a collector has wrapped by the source of the product inside', () => {
  assert.equal(titleAndSource('auto', { host: 'a', event: { finding: 'Beacon' } }), 'plain: Beacon');
  assert.equal(
    titleAndSource('auto', { '@timestamp': 'x', message: '{"finding":"Beacon of a wrapper"}' }),
    'plain: Beacon of a wrapper',
  );
  assert.equal(titleAndSource('auto', { stream: 'stdout', log: XML }), 'xml: Logon');
  assert.match(titleAndSource('auto', { host: 'a', message: 'Nothing that anybody knows of' }), /^generic: /);
});
