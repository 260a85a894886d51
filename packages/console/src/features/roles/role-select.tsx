import type { Role } from '@watchfloor/client';
import { Field, SelectInput } from '../../ui/field.tsx';
import { useSession } from '../session/session.ts';
import { useRoles } from './role-queries.ts';
import { BUILT_IN_ROLES, refuseGiving } from './role-rules.ts';

interface RoleSelectProps {
  readonly label?: string;
  readonly value: string;
  readonly onChange: (role: string) => void;
  readonly error?: string | null;
  /** Left out of the list: roles that make no sense here. */
  readonly without?: readonly string[];
  /** Permissions that this kind of holder never holds, whatever the role says. */
  readonly never?: readonly string[];
}

/** One role. What one cannot give is shown, and cannot be chosen. */
export function RoleSelect({
  label = 'Role',
  value,
  onChange,
  error,
  without = [],
  never = [],
}: RoleSelectProps) {
  const session = useSession();
  const roles = useRoles();
  const limited = (role: Role): Role => ({
    ...role,
    permissions: role.permissions.filter((permission) => !never.includes(permission)),
  });
  const choices = (roles ?? BUILT_IN_ROLES.map((name) => ({ name, refusal: null })))
    .map((role) => ({
      name: role.name,
      refusal: 'permissions' in role ? refuseGiving(session, limited(role)) : role.refusal,
    }))
    .filter(({ name }) => !without.includes(name));
  const chosen = roles?.find((role) => role.name === value);
  const refused = choices.filter(({ refusal }) => refusal !== null);
  return (
    <Field label={label} hint={chosen?.description || null} error={error}>
      {(control) => (
        <>
          <SelectInput {...control} value={value} onChange={(event) => onChange(event.target.value)}>
            {choices.some(({ name }) => name === value) ? null : <option value={value}>{value}</option>}
            {choices.map(({ name, refusal }) => (
              <option key={name} value={name} disabled={refusal !== null && name !== value}>
                {refusal === null ? name : `${name} (not yours to give)`}
              </option>
            ))}
          </SelectInput>
          {refused.length > 0 ? (
            <p className="text-xs text-ink-3">
              {refused.map(({ name }) => name).join(', ')}: {refused[0]?.refusal} Nobody gives more than they
              hold.
            </p>
          ) : null}
        </>
      )}
    </Field>
  );
}
