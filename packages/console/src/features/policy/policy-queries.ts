import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api.ts';

export const policyQuery = queryOptions({
  queryKey: ['policy'],
  queryFn: ({ signal }) => api.policies.getTriage({}, { signal }),
});
