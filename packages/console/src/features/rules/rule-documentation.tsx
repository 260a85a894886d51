import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { DetectionRuleDetail } from '@watchfloor/client';
import { useState } from 'react';
import { api } from '../../api.ts';
import { Button } from '../../ui/button.tsx';
import { Field, TextArea } from '../../ui/field.tsx';
import { MarkdownView } from '../../ui/markdown-view.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ErrorNote } from '../../ui/states.tsx';
import { Ago } from '../../ui/time.tsx';
import { toastDone } from '../../ui/toast.ts';
import { holds, useSession } from '../session/session.ts';

/** What the team wrote about a rule, and writing it. */
export function RuleDocumentation({ rule }: { readonly rule: DetectionRuleDetail }) {
  const [isEditing, setIsEditing] = useState(false);
  const mayWrite = holds(useSession(), 'alerts:update');
  return (
    <Panel
      title="Documentation"
      note={
        rule.documented_at ? (
          <>
            written <Ago at={rule.documented_at} /> by {rule.documented_by}
          </>
        ) : null
      }
      actions={
        isEditing ? null : (
          <Button
            size="sm"
            onClick={() => setIsEditing(true)}
            refusal={mayWrite ? null : 'Your role may not change alerts (alerts:update).'}
          >
            {rule.documented ? 'Edit' : 'Write'}
          </Button>
        )
      }
    >
      <div className="px-3.5 py-3">
        {isEditing ? (
          <DocumentationForm rule={rule} onClose={() => setIsEditing(false)} />
        ) : rule.documented ? (
          <MarkdownView source={rule.documentation} />
        ) : (
          <p className="text-sm text-ink-3">
            Nobody has written about this rule yet: what it finds, what is normal here, what to do first.
          </p>
        )}
      </div>
    </Panel>
  );
}

interface FormProps {
  readonly rule: DetectionRuleDetail;
  readonly onClose: () => void;
}

function DocumentationForm({ rule, onClose }: FormProps) {
  const client = useQueryClient();
  const [text, setText] = useState(rule.documentation);
  const saving = useMutation({
    mutationFn: () =>
      api.detectionRules.document({ id: rule.id, documentation: text }, { ifMatch: rule.version }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['rule', rule.source, rule.key] });
      void client.invalidateQueries({ queryKey: ['rules'] });
      toastDone('The documentation is saved');
      onClose();
    },
  });
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (!saving.isPending) saving.mutate();
      }}
    >
      <Field label="Documentation" hint="Markdown. Shown with every alert of this rule.">
        {(control) => (
          <TextArea
            {...control}
            rows={14}
            maxLength={50_000}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      {saving.error ? <ErrorNote error={saving.error} /> : null}
      <div className="flex gap-2">
        <Button type="submit" variant="primary" isBusy={saving.isPending}>
          Save
        </Button>
        <Button variant="ghost" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
