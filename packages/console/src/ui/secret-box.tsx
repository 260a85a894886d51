import { TriangleAlert } from 'lucide-react';
import { CopyButton } from './copy-button.tsx';

interface SecretBoxProps {
  readonly label: string;
  readonly secret: string;
}

/** Something that is shown this once: it is not kept anywhere it could be read again. */
export function SecretBox({ label, secret }: SecretBoxProps) {
  return (
    <div className="rounded-md border border-medium/45 bg-medium/6 p-3">
      <p className="flex items-center gap-2 text-sm font-medium text-ink">
        <TriangleAlert aria-hidden className="size-4 shrink-0 text-medium" />
        {label}: shown this once, copy it now
      </p>
      <div className="mt-2 flex items-start gap-2">
        <output
          aria-label={label}
          className="min-w-0 flex-1 break-all rounded-md border border-line bg-ground px-2.5 py-1.5 font-mono text-xs text-ink"
        >
          {secret}
        </output>
        <CopyButton text={secret} label={`Copy ${label.toLowerCase()}`} isWide />
      </div>
    </div>
  );
}
