// The export is a stream, which the generated client does not read; it is fetched whole and then saved. A link would save a file that
// ends too early as if it were whole, and could not say in which customer's tenant it asks.

import { ApiError } from '@watchfloor/client';
import { CUSTOMER } from '../../customer-place.ts';
import { auditExportUrl } from '../../paths.ts';

interface Wanted {
  readonly format: 'jsonl' | 'cef';
  readonly from: string | null;
  readonly to: string | null;
}

export async function downloadAudit(
  wanted: Wanted,
): Promise<{ readonly name: string; readonly bytes: number }> {
  const response = await fetch(auditExportUrl(wanted), {
    headers: CUSTOMER === null ? {} : { 'x-watchfloor-tenant': CUSTOMER },
  });
  if (!response.ok) throw await errorOf(response);
  // Throws when the stream breaks off: then there is no file.
  const file = await response.blob();
  const name =
    /filename="([\w.-]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1] ??
    `audit.${wanted.format}`;
  save(file, name);
  return { name, bytes: file.size };
}

async function errorOf(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null);
  const error = typeof body === 'object' && body !== null && 'error' in body ? body.error : null;
  return new ApiError(
    response.status,
    (error as { code: string; message: string } | null) ?? {
      code: 'no_answer',
      message: `The server answered ${response.status} without a message.`,
    },
  );
}

function save(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // After the browser has taken it over.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
