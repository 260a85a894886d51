import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { explainError, isSignedOut } from '../errors.ts';
import { markSignedOut } from '../features/session/signed-out.ts';

export function makeQueryClient(): QueryClient {
  // Whichever call finds out first that the session has ended, the whole console knows.
  const onError = (error: unknown) => {
    if (isSignedOut(error)) markSignedOut();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        // "Offline" is the browser's guess about the internet; this server is often on the same machine.
        networkMode: 'always',
        staleTime: 10_000,
        gcTime: 10 * 60_000,
        refetchOnWindowFocus: false,
        retry: (failures, error) => failures < 2 && explainError(error).canRetry,
        retryDelay: (attempt) => 400 * 2 ** attempt,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}
