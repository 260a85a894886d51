import { queryOptions } from '@tanstack/react-query';
import type { FieldMapping } from '@watchfloor/client';
import { api } from '../../api.ts';

export const mappingsQuery = queryOptions({
  queryKey: ['mappings'],
  queryFn: ({ signal }) => api.fieldMappings.list({}, { signal }),
});

export type Conversion = FieldMapping['conversion'];
export type MappingRole = FieldMapping['role'];

export const CONVERSION_WORDS: Readonly<Record<Conversion, string>> = {
  none: 'as it stands',
  split: 'a list in one text',
  url_host: 'the host of a URL',
  email_domain: 'the domain of an e-mail address',
  strip_port: 'without its port',
  integer_ip: 'an address as a whole number',
  base64: 'Base64 text',
  find: 'every such value in a text',
};
export const CONVERSIONS = Object.keys(CONVERSION_WORDS) as Conversion[];
