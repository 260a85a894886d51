// Cursors of lists: where the page ended, as the sort value and the id of its last row. Opaque to callers; a cursor that was
// tampered with, or that belongs to another sort, is refused.

import { AppError } from './errors.ts';

export interface Cursor {
  readonly sort: string;
  readonly values: readonly (string | number | null)[];
}

export function encodeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify([cursor.sort, ...cursor.values])).toString('base64url');
}

export function decodeCursor(
  text: string,
  sort: string,
  length: number,
): readonly (string | number | null)[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch (cause) {
    throw new AppError('invalid', { field: 'cursor', message: 'The cursor is not one of ours.', cause });
  }
  if (!Array.isArray(parsed) || parsed.length !== length + 1 || !parsed.slice(1).every(isScalar)) {
    throw new AppError('invalid', { field: 'cursor', message: 'The cursor is not one of ours.' });
  }
  if (parsed[0] !== sort) {
    throw new AppError('invalid', {
      field: 'cursor',
      message: 'The cursor belongs to a list with another sort.',
    });
  }
  return parsed.slice(1);
}

function isScalar(value: unknown): boolean {
  return value === null || typeof value === 'string' || typeof value === 'number';
}
