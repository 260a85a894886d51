import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Activity } from 'lucide-react';
import { useRef } from 'react';
import type { Entity } from '../../api.ts';
import { paths } from '../../paths.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { countOf } from '../../ui/format.ts';
import { Skeleton } from '../../ui/states.tsx';
import { useWasInView } from '../../ui/use-in-view.ts';
import { entityCountQuery } from './alert-queries.ts';
import { ROLE_WORDS, ROLES } from './alert-words.ts';
import { EntityIcon } from './entity-chip.tsx';
import { typeWords } from './entity-words.ts';

interface EntityTableProps {
  /** The alert they stand in, which is not counted as another; null for an event. */
  readonly alertId: string | null;
  readonly entities: readonly Entity[];
}

/** What the record names, by the part it played, and how many other alerts name it too. */
export function EntityTable({ alertId, entities }: EntityTableProps) {
  const groups = ROLES.map((role) => ({
    role,
    members: entities.filter((entity) => entity.role === role),
  })).filter((group) => group.members.length > 0);
  if (groups.length === 0)
    return (
      <p className="px-3.5 py-3 text-sm text-ink-3">The record names nobody and nothing that we recognise.</p>
    );
  return (
    <table className="w-full table-fixed text-sm">
      <caption className="sr-only">Entities by role</caption>
      <colgroup>
        <col className="w-38" />
        <col />
        <col className="w-38" />
      </colgroup>
      <thead className="sr-only">
        <tr>
          <th scope="col">Type</th>
          <th scope="col">Value</th>
          <th scope="col">Other alerts</th>
        </tr>
      </thead>
      {groups.map(({ role, members }) => (
        <tbody key={role} className="border-b border-line last:border-0">
          <tr>
            <th scope="rowgroup" colSpan={3} className="caption px-3.5 pt-2 pb-0.5 text-left font-medium">
              {ROLE_WORDS[role].name} <span className="font-normal">· {ROLE_WORDS[role].hint}</span>
            </th>
          </tr>
          {members.map((entity) => (
            <EntityRow key={`${entity.type}:${entity.value}`} alertId={alertId} entity={entity} />
          ))}
        </tbody>
      ))}
    </table>
  );
}

function EntityRow({ alertId, entity }: { readonly alertId: string | null; readonly entity: Entity }) {
  const ref = useRef<HTMLTableRowElement>(null);
  const isSeen = useWasInView(ref);
  const count = useQuery({
    ...entityCountQuery(alertId ?? '', `${entity.type}:${entity.value}`),
    enabled: isSeen,
  });
  return (
    <tr ref={ref} className="group hover:bg-hover">
      <td className="py-0.5 pl-3.5 align-top">
        <span className="flex h-6.5 items-center gap-1.5 text-xs text-ink-2">
          <EntityIcon type={entity.type} />
          <span className="truncate">{typeWords(entity.type)}</span>
        </span>
      </td>
      <td className="py-0.5 pr-2">
        <span className="flex items-start gap-1">
          <Link
            {...paths.entity(entity.type, entity.value)}
            preload={false}
            title={`All that was said about this ${typeWords(entity.type)}`}
            className="min-w-0 break-all py-0.5 font-mono text-xs leading-5.5 text-ink hover:text-accent hover:underline"
          >
            {entity.value}
          </Link>
          <CopyButton
            text={entity.value}
            label={`Copy ${typeWords(entity.type)}`}
            className="opacity-0 group-hover:opacity-100 focus-visible:opacity-100"
          />
          <Link
            {...paths.eventsOfEntity(entity.type, entity.value)}
            preload={false}
            title="Events with it"
            className="flex size-6.5 shrink-0 items-center justify-center rounded-md text-ink-2 opacity-0 hover:bg-raised hover:text-ink focus-visible:opacity-100 group-hover:opacity-100"
          >
            <Activity aria-hidden className="size-3.5" />
            <span className="sr-only">Events with {entity.value}</span>
          </Link>
        </span>
      </td>
      <td className="py-0.5 pr-3.5 text-right align-top">
        <span className="flex h-6.5 items-center justify-end">
          {count.data ? (
            <Link
              {...paths.alertsOfEntity(entity.type, entity.value)}
              preload={false}
              className={
                count.data.others === 0
                  ? 'text-xs text-ink-3 hover:text-ink hover:underline'
                  : 'tabular text-xs font-medium text-accent hover:underline'
              }
            >
              {pivotText(count.data, alertId !== null)}
              <span className="sr-only"> with {entity.value}</span>
            </Link>
          ) : count.error ? (
            <Link
              {...paths.alertsOfEntity(entity.type, entity.value)}
              className="text-xs text-accent hover:underline"
            >
              Show alerts
            </Link>
          ) : (
            <Skeleton className="h-3 w-16" />
          )}
        </span>
      </td>
    </tr>
  );
}

function pivotText(count: { others: number; isMore: boolean }, isAlert: boolean): string {
  const other = isAlert ? 'other alert' : 'alert';
  if (count.others === 0) return isAlert ? 'only here' : 'no alerts';
  return count.isMore ? `${count.others}+ ${other}s` : countOf(count.others, other);
}
