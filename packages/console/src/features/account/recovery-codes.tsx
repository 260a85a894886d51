import { Download, TriangleAlert } from 'lucide-react';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';

interface CodesProps {
  readonly codes: readonly string[];
  readonly email: string;
}

/** Codes that stand in for a lost device. Shown this once: the server keeps only hashes. */
export function RecoveryCodes({ codes, email }: CodesProps) {
  const text = codes.join('\n');
  const save = () => {
    const lines = [`Recovery codes of ${email} for Watchfloor at ${window.location.origin}`, '', text, ''];
    saveFile('watchfloor-recovery-codes.txt', lines.join('\n'));
  };
  return (
    <div className="rounded-md border border-medium/45 bg-medium/6 p-3">
      <p className="flex items-center gap-2 text-sm font-medium text-ink">
        <TriangleAlert aria-hidden className="size-4 shrink-0 text-medium" />
        Recovery codes: shown this once, keep them now
      </p>
      <p className="mt-1 text-xs text-ink-2">
        Each works once in place of a one-time code. Keep them where you get at them without your device.
      </p>
      <output
        aria-label="Recovery codes"
        className="mt-2 block rounded-md border border-line bg-ground p-2.5"
      >
        <ol className="grid grid-cols-2 gap-x-6 gap-y-1 font-mono text-sm text-ink">
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ol>
      </output>
      <div className="mt-2 flex gap-2">
        <CopyButton text={text} label="Copy recovery codes" isWide />
        <Button size="sm" icon={<Download aria-hidden className="size-3.5" />} onClick={save}>
          Download
        </Button>
      </div>
    </div>
  );
}

function saveFile(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
