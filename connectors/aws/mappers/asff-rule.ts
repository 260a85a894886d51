// Which rule made a Security Hub finding, under an id that is the same for every finding of that rule.

import { cut, type Rule } from '@watchfloor/sdk';
import { awsUrl } from './console-links.ts';
import type { Fields } from './fields.ts';
import type { FindingType } from './guardduty-type.ts';

const RULE_MAX = 512;
const DESCRIPTION_MAX = 2000;

// Macie and Access Analyzer give all of their findings one generator, which tells no rule from another.
const PRODUCT_GENERATOR = /^aws\/[a-z-]{1,40}$/;

/**
 * A control by its own id in every standard, a vulnerability by its number, GuardDuty by its finding type; else the provider's
 * generator, or the last part of the finding's type where the generator is the provider itself.
 */
export function ruleOf(finding: Fields, types: readonly string[], guardduty: FindingType | null): Rule {
  if (guardduty !== null) return { id: guardduty.id, name: guardduty.name, url: guardduty.url };
  const [, , classifier = ''] = (types[0] ?? '').split('/');
  const generator = finding.text('GeneratorId');
  const id =
    finding.text('Compliance.SecurityControlId', 'ProductFields.ControlId') ||
    (finding.objects('Vulnerabilities')[0]?.text('Id') ?? '') ||
    (PRODUCT_GENERATOR.test(generator) ? classifier : '') ||
    generator;
  const title = finding.text('Title');
  const isTitled = isAboutRule(finding) || generator === 'aws/macie';
  const name = finding.text('GeneratorDetails.Name') || (isTitled ? title : classifier || title);
  const url = awsUrl(finding.text('Remediation.Recommendation.Url', 'ProductFields.RecommendationUrl'));
  const description = finding.text('GeneratorDetails.Description') || describedIn(finding);
  return {
    id: id === '' ? null : cut(id, RULE_MAX),
    name: name === '' ? null : cut(name, RULE_MAX),
    description: description === '' ? null : cut(description, DESCRIPTION_MAX),
    url,
  };
}

/** The texts of a control or a vulnerability are about it; those of other findings name the single resource. */
function isAboutRule(finding: Fields): boolean {
  return !finding.object('Compliance').isEmpty || finding.list('Vulnerabilities').length > 0;
}

function describedIn(finding: Fields): string {
  return isAboutRule(finding) ? finding.text('Description') : '';
}
