// Messages that come and go: the outcome of something done from a list or by a key, where no form is open to show it.

import { toast } from 'sonner';
import { explainError } from '../errors.ts';

export function toastDone(text: string): void {
  toast.success(text, { duration: 3_500 });
}

export function toastNote(title: string, description?: string): void {
  toast.warning(title, { duration: 9_000, ...(description ? { description } : {}) });
}

/** A failure stays until it was read: its request id is needed. */
export function toastError(error: unknown): void {
  const explained = explainError(error);
  const reference = explained.requestId ? `${explained.code} · ${explained.requestId}` : explained.code;
  toast.error(explained.title, { description: `${explained.message}\n${reference}`, duration: 15_000 });
}
