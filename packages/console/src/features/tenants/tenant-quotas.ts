// Quotas and what is used of them, in words; and what somebody types as one.

const GIGABYTE = 1_073_741_824;
const QUOTA_MAX = 1_000_000_000_000_000;
/** From here on it is worth a look. */
const NEARLY = 0.8;

export interface Usage {
  /** How much of the quota is used, 0 to 1; null without a quota. */
  readonly share: number | null;
  readonly text: string;
  readonly level: 'fine' | 'nearly' | 'full';
}

export function recordsUsage(used: number, quota: number | null): Usage {
  return usageOf(used, quota, (value) => value.toLocaleString('en-US'));
}

export function storedUsage(used: number, quota: number | null): Usage {
  return usageOf(used, quota, sizeWords);
}

function usageOf(used: number, quota: number | null, words: (value: number) => string): Usage {
  if (quota === null) return { share: null, text: `${words(used)}, no limit`, level: 'fine' };
  const share = quota === 0 ? 1 : Math.min(1, used / quota);
  const level = share >= 1 ? 'full' : share >= NEARLY ? 'nearly' : 'fine';
  return { share, text: `${words(used)} of ${words(quota)}`, level };
}

/** `512 B`, `1.4 MB`, `20 GB`, in powers of 1,024 and without a needless `.0`. */
export function sizeWords(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'] as const;
  let value = bytes;
  let unit = 0;
  while (value >= 1_024 && unit < units.length - 1) {
    value /= 1_024;
    unit += 1;
  }
  const text = unit === 0 || value >= 100 ? String(Math.round(value)) : String(Math.round(value * 10) / 10);
  return `${text} ${units[unit]}`;
}

/** A quota as typed: a whole number, nothing for no limit; undefined when it is neither. */
export function readRecords(text: string): number | null | undefined {
  const digits = text.replaceAll(/[\s,]/g, '');
  if (digits === '') return null;
  if (!/^\d{1,15}$/.test(digits)) return undefined;
  return Number(digits) <= QUOTA_MAX ? Number(digits) : undefined;
}

/** As readRecords, in gigabytes. */
export function readGigabytes(text: string): number | null | undefined {
  const digits = text.trim();
  if (digits === '') return null;
  if (!/^\d{1,6}(\.\d{1,3})?$/.test(digits)) return undefined;
  const bytes = Math.round(Number(digits) * GIGABYTE);
  return bytes <= QUOTA_MAX ? bytes : undefined;
}

export function recordsText(quota: number | null): string {
  return quota === null ? '' : String(quota);
}

export function gigabytesText(quota: number | null): string {
  return quota === null ? '' : String(Math.round((quota / GIGABYTE) * 1_000) / 1_000);
}
