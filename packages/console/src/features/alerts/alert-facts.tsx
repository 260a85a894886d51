import { Link } from '@tanstack/react-router';
import type { Alert } from '@watchfloor/client';
import { auditSubjectOfAlert, paths } from '../../paths.ts';
import { CHIP_LINK } from '../../ui/chip.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Fact, Facts, Panel } from '../../ui/panel.tsx';
import { ExactTime } from '../../ui/time.tsx';
import { holds, useSession } from '../session/session.ts';
import { SEVERITY_WORDS } from './alert-words.ts';
import { productName } from './entity-words.ts';
import { tacticUrl } from './evidence.ts';
import { AttackChip, TacticChip } from './evidence-chip.tsx';

/** Where the alert comes from, when, and what the vendor says of it. */
export function AlertFacts({ alert }: { readonly alert: Alert }) {
  const session = useSession();
  return (
    <Panel title="Properties">
      <Facts>
        <Fact name="Severity" id="field-severity">
          {SEVERITY_WORDS[alert.severity]}
          {alert.vendor_severity === alert.severity ? null : (
            <span className="text-ink-3">
              {' '}
              · the vendor says {SEVERITY_WORDS[alert.vendor_severity].toLowerCase()}
            </span>
          )}
        </Fact>
        <Fact name="Source">
          <Link {...paths.alerts({ source: [alert.source] })} className="hover:underline">
            {alert.source}
          </Link>
        </Fact>
        <Fact name="Product">{productName(alert)}</Fact>
        <Fact name="Rule">
          <RuleFact source={alert.source} rule={alert.rule} />
        </Fact>
        <Fact name="Category">{alert.category === '' ? <None /> : alert.category.replaceAll('_', ' ')}</Fact>
        <Fact name="Sensor">{alert.sensor}</Fact>
        <Fact name="Tactics">
          {alert.tactics.length === 0 ? (
            <None>none mapped</None>
          ) : (
            <span className="flex flex-wrap gap-1">
              {alert.tactics.map((tactic) => (
                <TacticChip key={tactic} name={tactic} url={tacticUrl(tactic)} />
              ))}
            </span>
          )}
        </Fact>
        <Fact name="Techniques">
          {alert.techniques.length === 0 ? (
            <None>none mapped</None>
          ) : (
            <span className="flex flex-wrap gap-1">
              {alert.techniques.map((technique) => (
                <AttackChip key={technique} id={technique} />
              ))}
            </span>
          )}
        </Fact>
        <Fact name="Occurred" id="field-occurred_at">
          <ExactTime at={alert.occurred_at} />
        </Fact>
        <Fact name="Received">
          <ExactTime at={alert.received_at} />
        </Fact>
        {alert.duplicate_count > 1 ? (
          <Fact name="Seen">
            {alert.duplicate_count} times, last <ExactTime at={alert.last_seen} />
          </Fact>
        ) : null}
        {alert.revision > 1 ? <Fact name="Revision">{alert.revision}</Fact> : null}
        {alert.resolved_at ? (
          <Fact name="Resolved">
            <ExactTime at={alert.resolved_at} />
          </Fact>
        ) : null}
        <Fact name="Labels">
          {alert.labels.length === 0 ? (
            <None />
          ) : (
            <span className="flex flex-wrap gap-1">
              {alert.labels.map((label) => (
                <Link key={label} {...paths.alerts({ label })} className={CHIP_LINK}>
                  <span className="truncate">{label}</span>
                </Link>
              ))}
            </span>
          )}
        </Fact>
        {alert.notes === '' ? null : (
          <Fact name="Note">
            <span className="whitespace-pre-wrap">{alert.notes}</span>
          </Fact>
        )}
        {alert.case_id ? <Fact name="Case">{alert.case_id}</Fact> : null}
        <Fact name="Vendor’s id">
          {alert.source_ref ? (
            <Copied text={alert.source_ref} label="Copy the vendor’s id" />
          ) : (
            <None>it has none</None>
          )}
        </Fact>
        <Fact name="Id">
          <Copied text={alert.id} label="Copy id" />
        </Fact>
        <Fact name="Version">
          <span className="tabular">{alert.version}</span>
          {holds(session, 'audit:read') ? (
            <>
              {' · '}
              <Link
                {...paths.audit({ subject: auditSubjectOfAlert(alert.id) })}
                className="text-accent hover:underline"
              >
                audit records
              </Link>
            </>
          ) : null}
        </Fact>
      </Facts>
    </Panel>
  );
}

function RuleFact({ source, rule }: { readonly source: string; readonly rule: Alert['rule'] }) {
  const name = rule.name ?? rule.id;
  if (name === null) return <None>not named</None>;
  return (
    <Link
      {...paths.rule(source, rule.id ?? name)}
      title="What this rule detects, and how often"
      className="hover:underline"
    >
      {name}
    </Link>
  );
}

function Copied({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <span className="flex items-start gap-1">
      <span className="min-w-0 break-all font-mono text-xs leading-5">{text}</span>
      <CopyButton text={text} label={label} className="-my-0.5" />
    </span>
  );
}

function None({ children = 'none' }: { readonly children?: string }) {
  return <span className="text-ink-3">{children}</span>;
}
