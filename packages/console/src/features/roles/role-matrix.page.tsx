import { useSuspenseQuery } from '@tanstack/react-query';
import type { Permission as NamedPermission, Role } from '@watchfloor/client';
import { Check, Plus } from 'lucide-react';
import { Fragment, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { countOf } from '../../ui/format.ts';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ActionCell, Cell, NameCell, Row, Table } from '../../ui/table.tsx';
import { Ago } from '../../ui/time.tsx';
import { Tooltip } from '../../ui/tooltip.tsx';
import { useSession } from '../session/session.ts';
import { RoleDeleteForm } from './role-delete.form.tsx';
import { RoleEditForm } from './role-edit.form.tsx';
import { permissionsQuery, rolesQuery } from './role-queries.ts';
import { describeHolders, groupPermissions, refuseRoleChange, refuseRoleDelete } from './role-rules.ts';

type Open = { readonly form: 'create' } | { readonly form: 'edit' | 'delete'; readonly role: Role };

export function RoleMatrixPage() {
  const { data: roles } = useSuspenseQuery(rolesQuery);
  const { data: permissions } = useSuspenseQuery(permissionsQuery);
  const [open, setOpen] = useState<Open | null>(null);
  const custom = roles.filter((role) => !role.built_in);
  const close = () => setOpen(null);
  return (
    <Page
      title="Roles"
      lead="What each role may do in this tenant. Built-in roles never change; roles of your own are made from the same permissions."
      actions={
        <Button
          variant="primary"
          icon={<Plus aria-hidden className="size-3.5" />}
          onClick={() => setOpen({ form: 'create' })}
        >
          Make a role
        </Button>
      }
    >
      <CustomRoles roles={custom} onOpen={setOpen} />
      <RoleMatrix roles={roles} permissions={permissions} />
      {open?.form === 'create' ? (
        <RoleEditForm edited={null} roles={roles} permissions={permissions} onClose={close} />
      ) : null}
      {open?.form === 'edit' ? (
        <RoleEditForm edited={open.role} roles={roles} permissions={permissions} onClose={close} />
      ) : null}
      {open?.form === 'delete' ? <RoleDeleteForm role={open.role} onClose={close} /> : null}
    </Page>
  );
}

interface CustomRolesProps {
  readonly roles: readonly Role[];
  readonly onOpen: (open: Open) => void;
}

function CustomRoles({ roles, onOpen }: CustomRolesProps) {
  const session = useSession();
  if (roles.length === 0) {
    return (
      <p className="text-sm text-ink-3">
        This tenant has no role of its own yet. Make one where a built-in role gives too much or too little.
      </p>
    );
  }
  return (
    <Panel title="Roles of this tenant" note={countOf(roles.length, 'role')}>
      <div className="[&>div]:rounded-t-none [&>div]:border-0">
        <Table
          label="Roles of this tenant"
          columns={['Role', 'Permissions', 'Held by', 'Changed']}
          hasActions
        >
          {roles.map((role) => (
            <Row key={role.name}>
              <NameCell className="max-w-80">
                <span className="font-medium text-ink">{role.name}</span>
                <span className="block break-words text-xs text-ink-3">{role.description}</span>
              </NameCell>
              <Cell isSmall className="tabular">
                {role.permissions.length}
              </Cell>
              <Cell isSmall>{describeHolders(role) ?? <span className="text-ink-3">nobody</span>}</Cell>
              <Cell isSmall className="whitespace-nowrap">
                {role.updated_at ? <Ago at={role.updated_at} /> : null}
                <span className="text-ink-3"> by {role.updated_by}</span>
              </Cell>
              <ActionCell>
                <Button
                  size="sm"
                  onClick={() => onOpen({ form: 'edit', role })}
                  refusal={refuseRoleChange(session, role)}
                  aria-label={`Edit ${role.name}`}
                >
                  Edit…
                </Button>
                <Button
                  size="sm"
                  onClick={() => onOpen({ form: 'delete', role })}
                  refusal={refuseRoleDelete(session, role)}
                  aria-label={`Delete ${role.name}`}
                >
                  Delete…
                </Button>
              </ActionCell>
            </Row>
          ))}
        </Table>
      </div>
    </Panel>
  );
}

interface MatrixProps {
  readonly roles: readonly Role[];
  readonly permissions: readonly NamedPermission[];
}

const CORNER = 'sticky left-0 border-r border-line bg-surface text-left';

/** Permissions down, roles across. Its head and its first column stay in view, whichever way one scrolls. */
function RoleMatrix({ roles, permissions }: MatrixProps) {
  const width = roles.length + 1;
  return (
    <section aria-labelledby="matrix-title">
      <h2 id="matrix-title" className="mb-1.5 text-sm font-semibold text-ink">
        Permissions by role
      </h2>
      {/* Reached by the keyboard through the buttons of its head and its first column, which scroll it. */}
      <div className="max-h-[70vh] overflow-auto rounded-lg border border-line bg-surface">
        <table className="border-separate border-spacing-0 text-sm max-xl:w-max xl:w-full">
          <caption className="sr-only">Which role holds which permission</caption>
          <thead>
            <tr>
              <th
                scope="col"
                className={cx(CORNER, 'caption top-0 z-20 min-w-44 border-b px-3.5 py-2 align-bottom')}
              >
                Permission
              </th>
              {roles.map((role) => (
                <RoleHeading key={role.name} role={role} />
              ))}
            </tr>
          </thead>
          <tbody>
            {groupPermissions(permissions).map((group) => (
              <Fragment key={group.name}>
                <tr>
                  <th
                    scope="rowgroup"
                    colSpan={width}
                    className="caption border-b border-line bg-raised px-3.5 py-1 text-left"
                  >
                    <span className="sticky left-3.5">{group.name}</span>
                  </th>
                </tr>
                {group.permissions.map((permission) => (
                  <PermissionRow key={permission.name} permission={permission} roles={roles} />
                ))}
              </Fragment>
            ))}
          </tbody>
        </table>
      </div>
      <p className="mt-1.5 text-xs text-ink-3">
        Point at a permission, or move to it with the tab key, for what it allows and which operations need
        it.
      </p>
    </section>
  );
}

function RoleHeading({ role }: { readonly role: Role }) {
  const holders = describeHolders(role);
  return (
    <th
      scope="col"
      className="sticky top-0 z-10 border-b border-line bg-surface px-2 py-2 text-center align-bottom"
    >
      <Tooltip
        content={
          <>
            <span className="block">{role.description || 'No description.'}</span>
            <span className="mt-1 block text-ink-3">
              {holders ? `Held by ${holders}.` : 'Nobody holds it.'}
            </span>
          </>
        }
      >
        <button
          type="button"
          className="max-w-28 break-words rounded-sm text-xs font-medium text-ink hover:text-accent"
        >
          {role.name}
        </button>
      </Tooltip>
      <span className="caption block font-normal">{role.built_in ? 'built in' : 'your own'}</span>
    </th>
  );
}

interface PermissionRowProps {
  readonly permission: NamedPermission;
  readonly roles: readonly Role[];
}

function PermissionRow({ permission, roles }: PermissionRowProps) {
  const { name, text, operations } = permission;
  return (
    <tr className="group/row">
      <th
        scope="row"
        className={cx(CORNER, 'z-10 border-b px-3.5 py-1.5 font-normal group-hover/row:bg-hover')}
      >
        <Tooltip side="right" content={<PermissionHint permission={permission} />}>
          <button
            type="button"
            className="rounded-sm text-left font-mono text-xs text-ink hover:text-accent"
            aria-label={`${name}: ${text} ${operations.length === 0 ? 'No operation needs it yet.' : ''}`}
          >
            {name}
          </button>
        </Tooltip>
        <span aria-hidden className="hidden max-w-96 text-2xs text-ink-3 2xl:block">
          {text}
        </span>
      </th>
      {roles.map((role) => {
        const isHeld = role.permissions.includes(name);
        return (
          <td
            key={role.name}
            className="border-b border-line px-2 py-1.5 text-center group-hover/row:bg-hover"
          >
            {isHeld ? (
              <Check aria-hidden className="mx-auto size-4 text-good" strokeWidth={2.5} />
            ) : (
              <span aria-hidden className="text-ink-3">
                ·
              </span>
            )}
            <span className="sr-only">{isHeld ? 'holds' : 'does not hold'}</span>
          </td>
        );
      })}
    </tr>
  );
}

function PermissionHint({
  permission: { text, operations, held_by_agents },
}: Pick<PermissionRowProps, 'permission'>) {
  return (
    <span className="flex flex-col gap-1">
      <span>{text}</span>
      {held_by_agents ? null : <span className="text-medium">No agent ever holds it.</span>}
      <span className="text-ink-3">
        {operations.length === 0
          ? 'No operation needs it yet.'
          : `${countOf(operations.length, 'operation')}: ${operations.join(', ')}`}
      </span>
    </span>
  );
}
