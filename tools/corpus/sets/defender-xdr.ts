// Alerts of Microsoft Defender XDR and rows of its advanced hunting tables.

import { textAt } from '@watchfloor/sdk';
import { type DataSet, ecsExpected } from '../data-set.ts';

export const defenderXdrSets: readonly DataSet[] = [
  {
    name: 'sekoia-microsoft-365-defender',
    source: 'defender-xdr',
    file: 'parsing/sekoia-raw-to-ecs.jsonl',
    isMember: (line) => line.product === 'Microsoft/microsoft-365-defender',
    // A piece of evidence is an "enrichment" there, which says nothing of our two kinds.
    expected(line) {
      const kind = textAt(line, 'expected.event.kind');
      return { ...ecsExpected(line), ...(kind === 'enrichment' ? {} : { kind: kind || 'event' }) };
    },
  },
  {
    name: 'panther-microsoft-defender',
    source: 'defender-xdr',
    file: 'detections/panther-rule-tests.jsonl',
    isMember: (line) =>
      /^(?:MicrosoftDefenderXDR|MicrosoftGraph\.SecurityAlert)/.test(textAt(line, 'expected.log_types.0')),
    expected: (_line, record) => ({
      severity: (textAt(record, 'severity') || textAt(record, 'properties.Severity')).toLowerCase(),
      time: textAt(record, 'firstActivityDateTime') || textAt(record, 'properties.Timestamp'),
      kind: 'alert',
    }),
  },
];
