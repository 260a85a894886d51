import { useQuery } from '@tanstack/react-query';
import type { Alert } from '@watchfloor/client';
import {
  CheckCheck,
  ChevronDown,
  Ellipsis,
  Link2,
  NotebookPen,
  RotateCcw,
  Tags,
  UserMinus,
  UserRound,
} from 'lucide-react';
import { Button, IconButton } from '../../ui/button.tsx';
import { copyText } from '../../ui/copy-button.tsx';
import { Menu, MenuCheck, MenuItem, MenuLabel, MenuLine } from '../../ui/menu.tsx';
import { toastDone, toastError } from '../../ui/toast.ts';
import { canAct, peopleQuery, useSession } from '../session/session.ts';
import { isClosed, refuseAnyChange, refuseClose, refuseReopen, refuseStatus } from './alert-actions.ts';
import { SeverityMark, StatusMark } from './alert-marks.tsx';
import { OPEN_STATUSES, SEVERITIES, SEVERITY_WORDS } from './alert-words.ts';
import { useQuickActions } from './quick-actions.ts';

export type AlertForm = 'close' | 'reopen' | 'labels' | 'note';

interface ActionBarProps {
  readonly alert: Alert;
  readonly onForm: (form: AlertForm) => void;
}

const DOWN = <ChevronDown aria-hidden className="size-3 text-ink-3" />;

/** Everything that can be done with an alert. What cannot be done now is there too, with the reason. */
export function AlertActionBar({ alert, onForm }: ActionBarProps) {
  const session = useSession();
  return (
    <div role="toolbar" aria-label="Actions" className="flex flex-wrap items-center gap-1.5">
      <AssignMenu alert={alert} />
      <StatusMenu alert={alert} />
      <MoreMenu alert={alert} onForm={onForm} />
      {isClosed(alert.status) ? (
        <Button
          variant="primary"
          icon={<RotateCcw aria-hidden className="size-3.5" />}
          onClick={() => onForm('reopen')}
          refusal={refuseReopen(session, alert)}
          keys="r"
        >
          Reopen…
        </Button>
      ) : (
        <Button
          variant="primary"
          icon={<CheckCheck aria-hidden className="size-3.5" />}
          onClick={() => onForm('close')}
          refusal={refuseClose(session, alert)}
          keys="c"
        >
          Close…
        </Button>
      )}
    </div>
  );
}

function AssignMenu({ alert }: { readonly alert: Alert }) {
  const session = useSession();
  const quick = useQuickActions();
  const people = useQuery(peopleQuery);
  const me = session.principal.name;
  const others = (people.data ?? []).filter((person) => person.name !== me && canAct(person));
  return (
    <Menu
      align="end"
      trigger={
        <Button refusal={refuseAnyChange(session)} icon={<UserRound aria-hidden className="size-3.5" />}>
          Assign {DOWN}
        </Button>
      }
    >
      <MenuItem
        onSelect={() => quick.assignToMe(alert)}
        icon={<UserRound aria-hidden className="size-4" />}
        keys="a"
      >
        To me
      </MenuItem>
      {others.length > 0 ? <MenuLabel>To</MenuLabel> : null}
      {others.map((person) => (
        <MenuCheck
          key={person.id}
          isChecked={alert.assignee === person.name}
          onToggle={() => quick.change(alert, { assignee: person.name }, `Assigned to ${person.name}`)}
        >
          {person.name}
        </MenuCheck>
      ))}
      <MenuLine />
      <MenuItem
        onSelect={() => quick.change(alert, { assignee: null }, 'Assignment taken back')}
        icon={<UserMinus aria-hidden className="size-4" />}
        refusal={alert.assignee === null ? 'Nobody is assigned.' : null}
      >
        Nobody
      </MenuItem>
    </Menu>
  );
}

function StatusMenu({ alert }: { readonly alert: Alert }) {
  const session = useSession();
  const quick = useQuickActions();
  const reopenFirst = isClosed(alert.status) ? 'The alert is closed: reopen it first.' : null;
  return (
    <Menu
      align="end"
      trigger={<Button refusal={refuseAnyChange(session) ?? reopenFirst}>Status {DOWN}</Button>}
    >
      {OPEN_STATUSES.map((status) => (
        <MenuCheck
          key={status}
          isChecked={alert.status === status}
          onToggle={() => quick.setStatus(alert, status)}
          refusal={refuseStatus(session, alert, status)}
        >
          <StatusMark status={status} />
        </MenuCheck>
      ))}
    </Menu>
  );
}

function MoreMenu({ alert, onForm }: ActionBarProps) {
  const session = useSession();
  const quick = useQuickActions();
  const refusal = refuseAnyChange(session);
  return (
    <Menu
      align="end"
      trigger={
        <IconButton label="More actions" variant="default" size="md">
          <Ellipsis aria-hidden className="size-4" />
        </IconButton>
      }
    >
      <MenuItem
        onSelect={() => onForm('note')}
        icon={<NotebookPen aria-hidden className="size-4" />}
        refusal={refusal}
        keys="n"
      >
        Write a note…
      </MenuItem>
      <MenuItem
        onSelect={() => onForm('labels')}
        icon={<Tags aria-hidden className="size-4" />}
        refusal={refusal}
        keys="l"
      >
        Labels…
      </MenuItem>
      <MenuLabel>Severity</MenuLabel>
      {SEVERITIES.map((severity) => (
        <MenuCheck
          key={severity}
          isChecked={alert.severity === severity}
          onToggle={() => {
            if (severity !== alert.severity)
              quick.change(alert, { severity }, `Severity ${SEVERITY_WORDS[severity].toLowerCase()}`);
          }}
          refusal={refusal}
        >
          <SeverityMark severity={severity} />
        </MenuCheck>
      ))}
      <MenuLine />
      <MenuItem
        onSelect={() => {
          copyText(window.location.href).then(() => toastDone('Link copied'), toastError);
        }}
        icon={<Link2 aria-hidden className="size-4" />}
      >
        Copy link
      </MenuItem>
    </Menu>
  );
}
