import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ApiError } from '@watchfloor/client';
import { ShieldAlert } from 'lucide-react';
import { homeApi } from '../../api.ts';
import { paths } from '../../paths.ts';
import { EmptyState, NoPermission, SkeletonLines } from '../../ui/states.tsx';
import { useSession } from './session.ts';

/** A page that is closed to this person: for want of a permission, or of a second factor that the tenant requires. */
export function NotPermitted({ needs }: { readonly needs: string }) {
  const session = useSession();
  const wall = useQuery({
    queryKey: ['second-factor-wall'],
    queryFn: lacksSecondFactor,
    // Whoever lacks it holds no permission at all.
    enabled: session.permissions.length === 0,
    staleTime: 0,
  });
  if (wall.isLoading) return <SkeletonLines lines={4} label="what you may open" />;
  if (!wall.data) return <NoPermission needs={needs} role={session.principal.role} />;
  return (
    <EmptyState
      icon={<ShieldAlert aria-hidden className="size-6" strokeWidth={1.5} />}
      title="A second factor is required here"
      actions={
        <Link {...paths.account()} className="text-sm font-medium text-accent hover:underline">
          Open your account
        </Link>
      }
    >
      This tenant lets nobody in without one, and you have none yet. Add a passkey, or one-time codes to your
      password: everything opens as soon as you have.
    </EmptyState>
  );
}

/** The server says which of the two it is when anything is asked of it. */
async function lacksSecondFactor(): Promise<boolean> {
  try {
    await homeApi.alerts.list({ limit: 1 });
    return false;
  } catch (error) {
    if (error instanceof ApiError) return error.code === 'second_factor_required';
    throw error;
  }
}
