import { useMutation } from '@tanstack/react-query';
import type { Source } from '@watchfloor/client';
import { useState } from 'react';
import { api } from '../../api.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { countOf } from '../../ui/format.ts';
import { MarkdownView } from '../../ui/markdown-view.tsx';
import { SecretBox } from '../../ui/secret-box.tsx';
import { ErrorNote } from '../../ui/states.tsx';
import { productName } from '../alerts/entity-words.ts';

interface SetupFormProps {
  readonly source: Source;
  readonly onClose: () => void;
}

/** Makes an address that needs no header, and says what to do with it at the vendor. */
export function SourceSetupForm({ source, onClose }: SetupFormProps) {
  const [replaces, setReplaces] = useState(false);
  const setup = useMutation({
    mutationFn: () => api.sources.setup({ source: source.id, replace: replaces }),
  });
  const result = setup.data;
  const address = result ? `${window.location.origin}${result.token_path}` : '';
  return (
    <Dialog
      title={`Set up ${source.id}`}
      description={productName({ ...source, source: source.id })}
      width="lg"
      onClose={onClose}
      isSticky={result !== undefined}
      footer={
        result ? (
          <Button variant="primary" onClick={onClose}>
            I have copied it
          </Button>
        ) : (
          <>
            <Button variant="ghost" onClick={onClose}>
              Cancel
            </Button>
            <Button variant="primary" onClick={() => setup.mutate()} isBusy={setup.isPending}>
              Make an address
            </Button>
          </>
        )
      }
    >
      {result ? (
        <div className="flex flex-col gap-4">
          <SecretBox label="Secret address" secret={address} />
          {result.revoked > 0 ? (
            <p className="text-sm text-ink-2">
              {countOf(result.revoked, 'older address', 'older addresses')} no longer work.
            </p>
          ) : null}
          <MarkdownView source={result.instructions.replaceAll('{url}', address)} />
        </div>
      ) : (
        <div className="flex flex-col gap-3 text-sm text-ink-2">
          <p>
            Products that can send a header use{' '}
            <code className="font-mono text-xs text-ink">{source.ingest_path}</code> with an API key. For
            those that cannot, an address is made whose last part is the secret: whoever knows it can send
            records to this source, and nothing else.
          </p>
          <label className="flex items-start gap-2 text-ink">
            <input
              type="checkbox"
              checked={replaces}
              onChange={(event) => setReplaces(event.target.checked)}
              className="mt-0.5 size-4 accent-accent-fill"
            />
            <span>
              Revoke the addresses this source has so far
              <span className="block text-xs text-ink-3">
                What still sends to them is refused from then on.
              </span>
            </span>
          </label>
          {setup.error ? <ErrorNote error={setup.error} /> : null}
        </div>
      )}
    </Dialog>
  );
}
