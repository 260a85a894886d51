import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Alert } from '@watchfloor/client';
import { paths } from '../../paths.ts';
import { MarkdownView } from '../../ui/markdown-view.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ruleQuery } from './rule-queries.ts';

/** What is known of the rule that raised an alert, where somebody or the vendor has said it. */
export function RulePanel({ alert }: { readonly alert: Alert }) {
  const key = alert.rule.id ?? alert.rule.name;
  const query = useQuery({
    ...ruleQuery({ source: alert.source, key: key ?? '' }),
    enabled: key !== null && alert.stage !== 'accepted',
  });
  const rule = query.data;
  if (!rule || (!rule.documented && rule.description === null)) return null;
  return (
    <Panel
      title="About this rule"
      actions={
        <Link {...paths.rule(rule.source, rule.key)} className="text-xs text-accent hover:underline">
          Open the rule
        </Link>
      }
    >
      <div className="flex flex-col gap-2 px-3.5 py-3 text-sm">
        {rule.documented ? (
          <MarkdownView source={rule.documentation} />
        ) : (
          <p className="max-w-[80ch] whitespace-pre-wrap break-words text-ink-2">{rule.description}</p>
        )}
      </div>
    </Panel>
  );
}
