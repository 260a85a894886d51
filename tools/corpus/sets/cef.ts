// Lines in CEF: those of the collector's own set of CEF senders, and those of products that can write CEF.

import { type JsonObject, textAt } from '@watchfloor/sdk';
import { type DataSet, type Expected, ecsExpected } from '../data-set.ts';

const CEF = /^.{0,200}CEF:\d\|/;

export const cefSets: readonly DataSet[] = [
  {
    name: 'sekoia-cef',
    source: 'cef',
    file: 'parsing/sekoia-raw-to-ecs.jsonl',
    isMember: (line) => line.product === 'CEF/cef',
    expected,
  },
  {
    name: 'sekoia-cef-products',
    source: 'cef',
    file: 'parsing/sekoia-raw-to-ecs.jsonl',
    isMember: (line) => line.product !== 'CEF/cef' && CEF.test(textAt(line, 'input')),
    expected,
  },
];

/** The collector lists the rule among the entities, and `unknown` for a host that is not known. */
function expected(line: JsonObject): Expected {
  const { entities, ...rest } = ecsExpected(line);
  const things = entities?.filter(({ type, value }) => type !== 'rule' && value !== 'unknown');
  return things === undefined ? rest : { entities: things, ...rest };
}
