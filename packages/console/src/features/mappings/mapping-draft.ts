// A mapping while it is being written, and what may be done with it.

import type { FieldMapping, FieldMappingTest } from '@watchfloor/client';

export interface MappingDraft {
  readonly source: string | null;
  readonly path: string;
  readonly type: FieldMapping['type'];
  readonly role: FieldMapping['role'];
  readonly conversion: FieldMapping['conversion'];
}

export const EMPTY_DRAFT: MappingDraft = {
  source: null,
  path: '',
  type: 'user',
  role: 'related',
  conversion: 'none',
};

/** Why it cannot be saved yet; null when it can. Only what was just tried as it stands can be saved. */
export function refuseSave(
  draft: MappingDraft,
  tried: { readonly draft: MappingDraft; readonly result: FieldMappingTest } | null,
): string | null {
  if (draft.path.trim() === '') return 'Name the path of the field first.';
  if (tried === null || JSON.stringify(tried.draft) !== JSON.stringify(draft))
    return 'Try it on stored records first.';
  const { result } = tried;
  if (result.refused > 0 && result.values === 0) return 'Nothing at this path is of the chosen type.';
  return null;
}

/** What trying it showed, in one sentence. */
export function testSummary(result: FieldMappingTest): string {
  if (result.records === 0) return 'There is no stored record of this source yet.';
  if (result.matched === 0) return `None of the newest ${result.records} records has anything at this path.`;
  const refused = result.refused === 0 ? '' : `, ${result.refused} unusable`;
  return `${result.matched} of the newest ${result.records} records have it: ${result.values} usable${refused}.`;
}
