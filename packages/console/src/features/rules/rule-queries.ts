import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { DetectionRule, DetectionRuleDetail } from '@watchfloor/client';
import { api, type Page } from '../../api.ts';
import type { RulePlace, RuleSearch } from './rule-search.ts';

const PAGE_SIZE = 50;
const ALERTS_SHOWN = 10;

export function ruleListQuery(search: RuleSearch) {
  return infiniteQueryOptions({
    queryKey: ['rules', 'list', search],
    queryFn: ({ pageParam, signal }): Promise<Page<DetectionRule>> =>
      api.detectionRules.list(
        { ...search, limit: PAGE_SIZE, ...(pageParam === null ? {} : { cursor: pageParam }) },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last: Page<DetectionRule>) => last.next_cursor,
    staleTime: 15_000,
  });
}

/** The rule that an alert names; null when none has been recorded, as for an alert that waits to be decided. */
export function ruleQuery({ source, key }: RulePlace) {
  return queryOptions({
    queryKey: ['rule', source, key],
    queryFn: async ({ signal }): Promise<DetectionRuleDetail | null> => {
      const found = await api.detectionRules.list({ source: [source], rule: key, limit: 1 }, { signal });
      const [rule] = found.data;
      return rule ? api.detectionRules.get({ id: rule.id }, { signal }) : null;
    },
    staleTime: 15_000,
  });
}

export function ruleAlertsQuery({ source, key }: RulePlace) {
  return queryOptions({
    queryKey: ['rule', source, key, 'alerts'],
    queryFn: ({ signal }) =>
      api.alerts.list({ source: [source], rule: key, limit: ALERTS_SHOWN }, { signal }),
    staleTime: 15_000,
  });
}
