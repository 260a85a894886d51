// Texts within their limits, and what several kinds of records say in the same fields.

import {
  cut,
  parseTime,
  type RecordFlag,
  type Severity,
  severityOf,
  tacticOf,
  techniquesIn,
} from '@watchfloor/sdk';
import { linesOf, objectIn, readFields, type SplunkFields } from './fields.ts';

const LABEL_MAX = 200;

/** The text within its limit; a cut is flagged. */
export function shorten(text: string, max: number, flags: Set<RecordFlag>): string {
  if (text.length > max) flags.add('text_cut');
  return cut(text, max);
}

/** The first line of a text that is one for people: XML and JSON are none. */
export function headline(text: string): string {
  if (/^\s*[[{<]/.test(text)) return '';
  const end = text.search(/[\r\n]/);
  return (end < 0 ? text : text.slice(0, end)).trim();
}

/** Lower-case words joined by `_`. */
export function wordOf(text: string): string {
  return cut(
    text
      .slice(0, LABEL_MAX)
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '_'),
    60,
  ).replace(/^_|_$/g, '');
}

/** The first of the fields that holds a time. */
export function timeOf(fields: SplunkFields, names: readonly string[]): string | null {
  for (const name of names) {
    const time = parseTime(fields.text(name));
    if (time !== null) return time;
  }
  return null;
}

/** The first of the fields that holds a severity's word; `unknown` is none. */
export function severityIn(fields: SplunkFields, names: readonly string[]): Severity | null {
  for (const name of names) {
    const severity = severityOf(fields.text(name));
    if (severity !== null) return severity;
  }
  return null;
}

const TECHNIQUE_FIELDS = [
  'annotations.mitre_attack',
  'annotations.mitre_attack.mitre_technique_id',
  'annotations._all',
  'mitre_attack',
  'mitre_attack_id',
  'mitre_attack_technique_id',
  'mitre_technique_id',
  'mitre_technique',
  'technique_id',
];
const TACTIC_FIELDS = [
  'annotations.mitre_attack.mitre_tactic_id',
  'annotations.mitre_attack.mitre_tactic',
  'mitre_tactic_id',
  'mitre_tactic',
  'mitre_attack_tactics',
  'mitre_attack_tactic',
  'kill_chain_phase',
];
const SCANNED_MAX = 2000;

export interface Attack {
  readonly tactics: readonly string[];
  readonly techniques: readonly string[];
}

/** The mapping to ATT&CK: `annotations.*` as fields or as the JSON text of the rule, and the names that searches use. */
export function attackOf(fields: SplunkFields): Attack {
  const tactics = new Set<string>();
  const techniques = new Set<string>();
  const rule = objectIn(fields.text('annotations'));
  const views = rule === null ? [fields] : [fields, readFields({ annotations: rule })];
  for (const view of views) {
    for (const name of TECHNIQUE_FIELDS) {
      for (const value of view.values(name).slice(0, LABEL_MAX))
        for (const technique of techniquesIn(value.slice(0, SCANNED_MAX))) techniques.add(technique);
    }
    for (const name of TACTIC_FIELDS) {
      for (const word of linesOf(view.values(name)).flatMap((value) =>
        value.slice(0, SCANNED_MAX).split(','),
      )) {
        const tactic = tacticOf(word.trim());
        if (tactic !== null) tactics.add(tactic);
      }
    }
  }
  return { tactics: [...tactics], techniques: [...techniques] };
}

/** `$field$` in a title or description replaced by the field's values, as Incident Review shows it. */
export function expandTokens(text: string, fields: SplunkFields): string {
  if (!text.includes('$')) return text;
  return text.replace(/\$([\w.:]{1,64})\$/g, (token, name: string) => {
    const values = fields.values(name.toLowerCase());
    return values.length === 0 ? token : values.slice(0, 5).join(', ').slice(0, LABEL_MAX);
  });
}

const SEARCH_NAME = /^([A-Za-z][\w ]{0,30}) - (.{1,200}) - Rule$/;

/** `Access - Excessive Failed Logins - Rule` is the name of a search, `Excessive Failed Logins` what people call the rule. */
export function ruleNameIn(searchName: string): string {
  return SEARCH_NAME.exec(searchName)?.[2] ?? searchName;
}

/** The security domain that the name of a search begins with; '' when it is named otherwise. */
export function domainIn(searchName: string): string {
  const word = SEARCH_NAME.exec(searchName)?.[1]?.toLowerCase() ?? '';
  return /^(?:access|audit|endpoint|identity|network|threat)$/.test(word) ? word : '';
}
