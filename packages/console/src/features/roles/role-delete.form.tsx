import { useQueryClient } from '@tanstack/react-query';
import type { Role } from '@watchfloor/client';
import { api } from '../../api.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { countOf } from '../../ui/format.ts';
import { toastDone } from '../../ui/toast.ts';
import { rolesQuery } from './role-queries.ts';

interface DeleteProps {
  readonly role: Role;
  readonly onClose: () => void;
}

export function RoleDeleteForm({ role, onClose }: DeleteProps) {
  const client = useQueryClient();
  return (
    <ConfirmDialog
      title={`Delete the role “${role.name}”?`}
      description={`Nobody holds it. Its ${countOf(role.permissions.length, 'permission')} are kept in the audit only.`}
      action="Delete role"
      keep="Keep it"
      isDanger
      run={() =>
        api.roles.delete({ name: role.name }, role.version === null ? {} : { ifMatch: role.version })
      }
      onDone={() => {
        void client.invalidateQueries({ queryKey: rolesQuery.queryKey });
        toastDone(`Deleted the role “${role.name}”`);
        onClose();
      }}
      onClose={onClose}
    />
  );
}
