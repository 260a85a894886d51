import { Building2, LogOut } from 'lucide-react';
import { CUSTOMER } from '../../customer-place.ts';
import { hrefOf, paths } from '../../paths.ts';
import { useSession } from '../session/session.ts';

/** On every page of a customer's tenant: whose it is, as what one acts, and the way back. */
export function CustomerBanner() {
  return CUSTOMER === null ? null : <Banner />;
}

function Banner() {
  const session = useSession();
  return (
    <aside
      aria-label="Customer"
      className="flex shrink-0 items-center gap-3 bg-accent-fill px-4 py-1.5 text-sm text-accent-ink"
    >
      <Building2 aria-hidden className="size-4 shrink-0" />
      <p className="min-w-0 flex-1 truncate">
        You act in <strong className="font-semibold">{session.tenant.name}</strong> as{' '}
        {session.principal.role}
        <span className="max-lg:hidden">
          {' '}
          · what you do is recorded there, under your name and your tenant
        </span>
      </p>
      <LeaveLink />
    </aside>
  );
}

/** A plain link: the page of the own tenant is loaded anew, with nothing of the customer in it. */
function LeaveLink() {
  return (
    <a
      href={hrefOf(paths.customerAlerts({ status: ['open'] }))}
      className="flex h-6.5 shrink-0 items-center gap-1.5 rounded-md border border-accent-ink/50 px-2 text-xs font-medium hover:bg-accent-ink/15"
    >
      <LogOut aria-hidden className="size-3.5" />
      Leave
    </a>
  );
}
