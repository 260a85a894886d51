// What is drawn of a tenant in the list and on its page.

import type { ChildTenant } from '@watchfloor/client';
import { Gavel } from 'lucide-react';
import { cx } from '../../ui/cx.ts';
import { recordsUsage, storedUsage, type Usage } from './tenant-quotas.ts';

const STATUS: Readonly<Record<ChildTenant['status'], { readonly text: string; readonly tone: string }>> = {
  active: { text: 'active', tone: 'text-good' },
  suspended: { text: 'suspended', tone: 'text-high' },
  deleting: { text: 'being deleted', tone: 'text-critical' },
};

export function TenantStatus({ tenant }: { readonly tenant: ChildTenant }) {
  const { text, tone } = STATUS[tenant.status];
  return (
    <span className="inline-flex items-center gap-2 whitespace-nowrap text-xs">
      <span className={tone}>{text}</span>
      {tenant.is_held ? (
        <span className="inline-flex items-center gap-1 text-ink-2" title="A legal hold stands in it.">
          <Gavel aria-hidden className="size-3" />
          held
        </span>
      ) : null}
    </span>
  );
}

const BAR: Readonly<Record<Usage['level'], string>> = {
  fine: 'bg-accent',
  nearly: 'bg-high',
  full: 'bg-critical',
};

function UsageBar({ usage }: { readonly usage: Usage }) {
  return (
    <div className="min-w-36 max-w-xs">
      <div className="flex items-baseline gap-2 whitespace-nowrap text-xs">
        <span className="tabular text-ink">{usage.text}</span>
        {usage.level === 'fine' ? null : (
          <span className={usage.level === 'full' ? 'text-critical' : 'text-high'}>
            {usage.level === 'full' ? 'used up' : 'nearly used up'}
          </span>
        )}
      </div>
      {usage.share === null ? null : (
        // Drawn only: the text above says the same.
        <div aria-hidden className="mt-1 h-1 overflow-hidden rounded-full bg-line">
          <div className={cx('h-full', BAR[usage.level])} style={{ width: `${usage.share * 100}%` }} />
        </div>
      )}
    </div>
  );
}

export function RecordsBar({ tenant }: { readonly tenant: Pick<ChildTenant, 'usage' | 'quotas'> }) {
  return <UsageBar usage={recordsUsage(tenant.usage.records_today, tenant.quotas.records_per_day)} />;
}

export function StoredBar({ tenant }: { readonly tenant: Pick<ChildTenant, 'usage' | 'quotas'> }) {
  return <UsageBar usage={storedUsage(tenant.usage.stored_bytes, tenant.quotas.stored_bytes)} />;
}
