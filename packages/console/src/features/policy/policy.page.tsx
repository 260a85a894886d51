import { useSuspenseQuery } from '@tanstack/react-query';
import { PencilLine } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Ago } from '../../ui/time.tsx';
import { holds, useSession } from '../session/session.ts';
import { BandScale } from './band-scale.tsx';
import { PolicyEditForm } from './policy-edit.form.tsx';
import { numberAt, POLICY_GROUPS, type PolicyBody, type PolicyField } from './policy-fields.ts';
import { policyQuery } from './policy-queries.ts';

export function PolicyPage() {
  const { data: policy } = useSuspenseQuery(policyQuery);
  const session = useSession();
  const [isEditing, setIsEditing] = useState(false);
  const refusal = holds(session, 'settings:manage')
    ? null
    : `Your role (${session.principal.role}) may see the policy but not change it.`;
  return (
    <Page
      title="Triage policy"
      lead="Every number a decision uses. Changing it makes a new version; decisions made so far keep the version they were made under and stay as they are."
      actions={
        isEditing ? null : (
          <Button
            icon={<PencilLine aria-hidden className="size-3.5" />}
            onClick={() => setIsEditing(true)}
            refusal={refusal}
          >
            Edit
          </Button>
        )
      }
    >
      <p className="-mt-2 text-xs text-ink-3">
        Version <span className="tabular font-medium text-ink-2">{policy.version}</span>
        {policy.created_at ? (
          <>
            , made <Ago at={policy.created_at} /> by {policy.created_by}
          </>
        ) : (
          ', the one every tenant starts with'
        )}
      </p>
      {isEditing ? (
        <PolicyEditForm policy={policy} onClose={() => setIsEditing(false)} />
      ) : (
        <>
          <BandScale body={policy.body} />
          <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-2">
            {POLICY_GROUPS.map((group) => (
              <Panel key={group.name} title={group.name}>
                <p className="px-3.5 pt-2.5 text-xs text-ink-3">{group.lead}</p>
                <dl className="px-3.5 pt-1 pb-2.5">
                  {group.fields.map((field) => (
                    <FieldRow key={field.path} field={field} body={policy.body} />
                  ))}
                </dl>
              </Panel>
            ))}
          </div>
        </>
      )}
    </Page>
  );
}

function FieldRow({ field, body }: { readonly field: PolicyField; readonly body: PolicyBody }) {
  const value = numberAt(body, field.path);
  return (
    <div className="flex items-baseline gap-3 border-b border-line py-1.5 last:border-0">
      <dt className="min-w-0 flex-1 text-sm text-ink-2">
        {field.name}
        {field.hint ? <span className="block text-xs text-ink-3">{field.hint}</span> : null}
      </dt>
      <dd className="tabular text-sm font-semibold text-ink">
        {value === undefined ? '—' : value < 0 ? `\u2212${-value}` : value}
        {field.unit ? <span className="ml-1 text-xs font-normal text-ink-3">{field.unit}</span> : null}
      </dd>
    </div>
  );
}
