import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { makeQueryClient } from './app/query-client.ts';
import { explainError } from './errors.ts';
import { makeRouter } from './router.tsx';
import './styles.css';

const client = makeQueryClient();
const router = makeRouter(client);
const root = document.getElementById('root');
if (root === null) throw new Error('The page has no element "root".');

createRoot(root, {
  // An error boundary has shown it to the person; the browser's console is for what nobody has foreseen.
  onCaughtError: (error) => {
    if (explainError(error).kind === 'failed') reportError(error);
  },
}).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
