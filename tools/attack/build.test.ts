import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { buildTable, printTable, type StixObject } from './build.ts';

const reference = (id: string): NonNullable<StixObject['external_references']> => [
  { source_name: 'mitre-attack', external_id: id },
];
const phase = (name: string): { kill_chain_name: string; phase_name: string } => ({
  kill_chain_name: 'mitre-attack',
  phase_name: name,
});

describe('the ATT&CK table', () => {
  const objects: readonly StixObject[] = [
    {
      type: 'attack-pattern',
      name: 'Second',
      external_references: reference('T1002'),
      kill_chain_phases: [phase('impact')],
    },
    { type: 'attack-pattern', name: 'First', external_references: reference('T1001'), kill_chain_phases: [] },
    { type: 'attack-pattern', name: 'Old', revoked: true, external_references: reference('T1003') },
    {
      type: 'x-mitre-tactic',
      name: 'Impact',
      x_mitre_shortname: 'impact',
      external_references: reference('TA0040'),
    },
    { type: 'malware', name: 'Thing', external_references: reference('S0001') },
    { type: 'attack-pattern', name: 'No id', external_references: [] },
  ];

  test('holds techniques and tactics sorted by id, without what is revoked or something else', () => {
    const table = buildTable(objects);
    assert.deepEqual(table.tactics, [{ id: 'TA0040', name: 'Impact', short_name: 'impact' }]);
    assert.deepEqual(Object.keys(table.techniques), ['T1001', 'T1002']);
    assert.deepEqual(table.techniques.T1002, { name: 'Second', tactics: ['impact'] });
  });

  test('is printed as JSON with one technique a line and the notice that MITRE asks for', () => {
    const table = buildTable(objects);
    const text = printTable(table);
    assert.deepEqual(JSON.parse(text), table);
    assert.match(text, /^ {4}"T1001": .*,$/m);
    assert.match(table.notice, /The MITRE Corporation/);
  });
});
