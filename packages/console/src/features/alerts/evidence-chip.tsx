import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Crosshair, Scale, SlidersHorizontal, TableProperties, TriangleAlert } from 'lucide-react';
import { useRef } from 'react';
import { attackUrl, paths } from '../../paths.ts';
import { CHIP, CHIP_LINK } from '../../ui/chip.tsx';
import { ExternalLink } from '../../ui/external-link.tsx';
import { useWasInView } from '../../ui/use-in-view.ts';
import { linkedAlertQuery } from './alert-queries.ts';
import { EntityChip } from './entity-chip.tsx';
import { parseEvidence } from './evidence.ts';

const ICON = { 'aria-hidden': true, className: 'size-3 shrink-0 text-ink-3' } as const;

/** Evidence that can be opened: every kind leads somewhere. */
export function EvidenceChip({ evidence }: { readonly evidence: string }) {
  const parsed = parseEvidence(evidence);
  switch (parsed.kind) {
    case 'field':
      return (
        <button type="button" onClick={() => showField(parsed.name)} className={CHIP_LINK}>
          <TableProperties {...ICON} />
          {parsed.name.replaceAll('_', ' ')}
        </button>
      );
    case 'entity':
      return <EntityChip type={parsed.type} value={parsed.value} />;
    case 'technique':
      return <AttackChip id={parsed.id} />;
    case 'tactic':
      return <TacticChip name={parsed.name} url={parsed.url} />;
    case 'alert':
      return <LinkedAlertChip id={parsed.id} />;
    case 'rule':
      return (
        <Link
          {...paths.alerts({ rule: parsed.id })}
          className={CHIP_LINK}
          title={`All alerts of rule ${parsed.id}`}
        >
          <Scale {...ICON} />
          <span className="truncate">{parsed.id}</span>
        </Link>
      );
    case 'policy':
      return (
        <Link {...paths.policy()} className={CHIP_LINK}>
          <SlidersHorizontal {...ICON} />
          policy {parsed.version}
        </Link>
      );
    case 'other':
      return <span className={CHIP}>{parsed.text}</span>;
    default: {
      const never: never = parsed;
      return never;
    }
  }
}

/** Another alert by its title, which is read when the chip comes into view; until then by the end of its id. */
function LinkedAlertChip({ id }: { readonly id: string }) {
  const ref = useRef<HTMLAnchorElement>(null);
  const linked = useQuery({ ...linkedAlertQuery(id), enabled: useWasInView(ref) });
  return (
    <Link
      {...paths.alert(id)}
      ref={ref}
      className={CHIP_LINK}
      title={linked.data ? `${linked.data.title}\n${id}` : id}
    >
      <TriangleAlert {...ICON} />
      <span className="truncate">{linked.data?.title ?? `alert …${id.slice(-6)}`}</span>
    </Link>
  );
}

/** A technique with its page at MITRE. */
export function AttackChip({ id }: { readonly id: string }) {
  const url = attackUrl(id);
  if (url === null) return <span className={CHIP}>{id}</span>;
  return (
    <ExternalLink href={url} className={CHIP_LINK}>
      <Crosshair aria-hidden className="mr-1 inline size-3 text-ink-3" />
      {id}
    </ExternalLink>
  );
}

export function TacticChip({ name, url }: { readonly name: string; readonly url: string | null }) {
  const words = name.replaceAll('-', ' ');
  if (url === null) return <span className={CHIP}>{words}</span>;
  return (
    <ExternalLink href={url} className={CHIP_LINK}>
      {words}
    </ExternalLink>
  );
}

/** Brings the field of the alert into view and puts the focus on it, which also shows it. */
function showField(name: string): void {
  const field = document.getElementById(`field-${name}`);
  field?.scrollIntoView({ block: 'center', behavior: 'smooth' });
  field?.focus({ preventScroll: true });
}
