import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { DetectionRuleDetail } from '@watchfloor/client';
import { paths } from '../../paths.ts';
import { ExternalLink } from '../../ui/external-link.tsx';
import { countOf } from '../../ui/format.ts';
import { Page } from '../../ui/page.tsx';
import { Fact, Facts, Panel } from '../../ui/panel.tsx';
import { EmptyState, ErrorNote, SkeletonLines } from '../../ui/states.tsx';
import { Ago, ExactTime } from '../../ui/time.tsx';
import { SeverityMark } from '../alerts/alert-marks.tsx';
import { VERDICT_WORDS } from '../alerts/alert-words.ts';
import { productName } from '../alerts/entity-words.ts';
import { tacticUrl } from '../alerts/evidence.ts';
import { AttackChip, TacticChip } from '../alerts/evidence-chip.tsx';
import { RuleDocumentation } from './rule-documentation.tsx';
import { ruleAlertsQuery, ruleQuery } from './rule-queries.ts';
import { type RulePlace, volumeBars } from './rule-search.ts';

const route = getRouteApi('/app/rule');

export function RulePage() {
  const place = route.useSearch();
  const { data: rule } = useSuspenseQuery(ruleQuery(place));
  if (rule === null) {
    return (
      <Page title="Detection rule">
        <EmptyState title="No such rule">
          No alert of {place.source || 'this source'} has named a rule “{place.key}”. A rule is recorded when
          its first alert is decided.
        </EmptyState>
      </Page>
    );
  }
  return (
    <Page title={rule.name} lead={<SeverityMark severity={rule.severity} />}>
      <div className="grid gap-4 xl:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="flex min-w-0 flex-col gap-4">
          {rule.description ? (
            <Panel title="What the vendor says">
              <p className="max-w-[80ch] whitespace-pre-wrap break-words px-3.5 py-3 text-sm">
                {rule.description}
              </p>
            </Panel>
          ) : null}
          <RuleDocumentation rule={rule} />
          <Volume rule={rule} />
          <NewestAlerts place={place} />
        </div>
        <RuleFacts rule={rule} />
      </div>
    </Page>
  );
}

function Volume({ rule }: { readonly rule: DetectionRuleDetail }) {
  const bars = volumeBars(rule.volume, rule.days, new Date());
  return (
    <Panel title="Alerts by day" note={`${countOf(rule.alerts, 'alert')} in ${rule.days} days`}>
      <ol className="flex h-24 items-end gap-px px-3.5 py-3" aria-label="Alerts by day, oldest first">
        {bars.map((bar) => (
          <li
            key={bar.day}
            title={`${bar.day}: ${countOf(bar.alerts, 'alert')}`}
            className="min-w-0 flex-1 rounded-t-xs bg-accent/70"
            style={{ height: bar.alerts === 0 ? 1 : `${Math.max(4, bar.share * 100)}%` }}
          >
            <span className="sr-only">
              {bar.day}: {bar.alerts}
            </span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function NewestAlerts({ place }: { readonly place: RulePlace }) {
  const query = useQuery(ruleAlertsQuery(place));
  return (
    <Panel
      title="Newest alerts"
      actions={
        <Link
          {...paths.alerts({ source: [place.source], rule: place.key })}
          className="text-xs text-accent hover:underline"
        >
          Open in the alert list
        </Link>
      }
    >
      {query.isPending ? (
        <SkeletonLines lines={3} label="alerts" />
      ) : query.error ? (
        <ErrorNote error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <ul>
          {query.data.data.map((alert) => (
            <li
              key={alert.id}
              className="flex items-center gap-3 border-b border-line px-3.5 py-1.5 text-sm last:border-0 hover:bg-hover"
            >
              <Link {...paths.alert(alert.id)} className="min-w-0 flex-1 truncate text-ink hover:underline">
                {alert.title}
              </Link>
              <span className="text-xs text-ink-3">
                {alert.verdict ? VERDICT_WORDS[alert.verdict].name : alert.status.replaceAll('_', ' ')}
              </span>
              <Ago at={alert.received_at} className="whitespace-nowrap text-xs text-ink-2" />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

const VERDICTS = ['true_positive', 'benign_true_positive', 'false_positive', 'undetermined'] as const;

function RuleFacts({ rule }: { readonly rule: DetectionRuleDetail }) {
  return (
    <Panel title="Properties" className="self-start">
      <Facts>
        <Fact name="Product">{productName(rule)}</Fact>
        <Fact name="Source">{rule.source}</Fact>
        <Fact name="Vendor’s id">
          <span className="break-all font-mono text-xs">{rule.external_id ?? 'it has none'}</span>
        </Fact>
        {rule.url ? (
          <Fact name="At the vendor">
            <ExternalLink href={rule.url} className="text-xs text-accent hover:underline">
              Open the rule
            </ExternalLink>
          </Fact>
        ) : null}
        <Fact name="Tactics">
          {rule.tactics.length === 0 ? (
            <span className="text-ink-3">none mapped</span>
          ) : (
            <span className="flex flex-wrap gap-1">
              {rule.tactics.map((tactic) => (
                <TacticChip key={tactic} name={tactic} url={tacticUrl(tactic)} />
              ))}
            </span>
          )}
        </Fact>
        <Fact name="Techniques">
          {rule.techniques.length === 0 ? (
            <span className="text-ink-3">none mapped</span>
          ) : (
            <span className="flex flex-wrap gap-1">
              {rule.techniques.map((technique) => (
                <AttackChip key={technique} id={technique} />
              ))}
            </span>
          )}
        </Fact>
        <Fact name="Verdicts">
          {VERDICTS.every((verdict) => rule.verdicts[verdict] === 0) ? (
            <span className="text-ink-3">none given yet</span>
          ) : (
            VERDICTS.map((verdict) => (
              <span key={verdict} className="block">
                {VERDICT_WORDS[verdict].name}: <span className="tabular">{rule.verdicts[verdict]}</span>
              </span>
            ))
          )}
        </Fact>
        <Fact name="First fired">
          <ExactTime at={rule.first_seen} />
        </Fact>
        <Fact name="Last fired">
          <ExactTime at={rule.last_seen} />
        </Fact>
      </Facts>
    </Panel>
  );
}
