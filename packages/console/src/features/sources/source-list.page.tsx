import { useSuspenseQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Source } from '@watchfloor/client';
import { Lock, LockOpen } from 'lucide-react';
import { useState } from 'react';
import { paths } from '../../paths.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ExternalLink } from '../../ui/external-link.tsx';
import { Page } from '../../ui/page.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { productName } from '../alerts/entity-words.ts';
import { holds, useSession } from '../session/session.ts';
import { sourcesQuery } from './source-queries.ts';
import { SourceRemoveSecretForm, SourceSecretForm } from './source-secret.form.tsx';
import { SourceSetupForm } from './source-setup.form.tsx';

type OpenForm = { readonly kind: 'setup' | 'secret' | 'remove'; readonly source: Source };

export function SourceListPage() {
  const { data: sources } = useSuspenseQuery(sourcesQuery);
  const session = useSession();
  const [form, setForm] = useState<OpenForm | null>(null);
  const refusal = holds(session, 'integrations:manage')
    ? null
    : `Your role (${session.principal.role}) may see sources but not change them.`;
  return (
    <Page
      title="Sources"
      lead="What this server reads, and where each product sends it. A source needs an API key in a header, or an address that is itself the secret."
      actions={
        <Link {...paths.preview()} className="text-xs text-accent hover:underline">
          Try a record
        </Link>
      }
    >
      {sources.length === 0 ? (
        <EmptyState title="No sources">This server was built without any.</EmptyState>
      ) : (
        <div className="overflow-x-auto rounded-lg border border-line bg-surface">
          <table className="w-full text-sm">
            <caption className="sr-only">Sources</caption>
            <thead>
              <tr className="border-b border-line text-left">
                <th scope="col" className="caption px-3.5 py-1.5 font-medium">
                  Source
                </th>
                <th scope="col" className="caption px-3.5 py-1.5 font-medium">
                  Address
                </th>
                <th scope="col" className="caption px-3.5 py-1.5 font-medium">
                  Signature
                </th>
                <th scope="col" className="px-3.5 py-1.5">
                  <span className="sr-only">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {sources.map((source) => (
                <SourceRow
                  key={source.id}
                  source={source}
                  refusal={refusal}
                  onForm={(kind) => setForm({ kind, source })}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {form?.kind === 'setup' ? <SourceSetupForm source={form.source} onClose={() => setForm(null)} /> : null}
      {form?.kind === 'secret' ? (
        <SourceSecretForm source={form.source} onClose={() => setForm(null)} />
      ) : null}
      {form?.kind === 'remove' ? (
        <SourceRemoveSecretForm source={form.source} onClose={() => setForm(null)} />
      ) : null}
    </Page>
  );
}

interface SourceRowProps {
  readonly source: Source;
  readonly refusal: string | null;
  readonly onForm: (kind: OpenForm['kind']) => void;
}

function SourceRow({ source, refusal, onForm }: SourceRowProps) {
  const address = `${window.location.origin}${source.ingest_path}`;
  return (
    <tr className="border-b border-line align-top last:border-0">
      <td className="px-3.5 py-3">
        <p className="flex items-baseline gap-2">
          <Link {...paths.alerts({ source: [source.id] })} className="font-medium text-ink hover:underline">
            {source.id}
          </Link>
          <span className="text-xs text-ink-3">{productName({ ...source, source: source.id })}</span>
        </p>
        <p className="mt-0.5 max-w-[52ch] text-xs text-ink-2">{source.summary}</p>
        <ExternalLink href={source.documentation} className="mt-1 text-xs text-accent hover:underline">
          The format, as the vendor documents it
        </ExternalLink>
      </td>
      <td className="px-3.5 py-3">
        <span className="flex items-center gap-1">
          <code className="font-mono text-xs text-ink-2">{source.ingest_path}</code>
          <CopyButton text={address} label={`Copy address of ${source.id}`} />
        </span>
      </td>
      <td className="px-3.5 py-3">
        <SignatureMark signature={source.signature} />
      </td>
      <td className="px-3.5 py-2.5">
        <span className="flex justify-end gap-1.5">
          <Button
            size="sm"
            onClick={() => onForm('setup')}
            refusal={refusal}
            aria-label={`Set up ${source.id}`}
          >
            Set up…
          </Button>
          <Button
            size="sm"
            onClick={() => onForm('secret')}
            refusal={refusal}
            aria-label={`Set signature secret of ${source.id}`}
          >
            {source.signature ? 'Change secret…' : 'Require signature…'}
          </Button>
          {source.signature ? (
            <Button
              size="sm"
              onClick={() => onForm('remove')}
              refusal={refusal}
              aria-label={`Remove signature secret of ${source.id}`}
            >
              Remove…
            </Button>
          ) : null}
        </span>
      </td>
    </tr>
  );
}

function SignatureMark({ signature }: { readonly signature: Source['signature'] }) {
  if (signature === null) {
    return (
      <span className="inline-flex items-center gap-1.5 text-xs text-ink-3">
        <LockOpen aria-hidden className="size-3.5" />
        not required
      </span>
    );
  }
  return (
    <span className="inline-flex items-center gap-1.5 text-xs text-ink">
      <Lock aria-hidden className="size-3.5 text-good" />
      required, {signature === 'timestamped' ? 'with time' : 'of the body'}
    </span>
  );
}
