import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), tailwindcss(), themeScript()],
  // For `vite` while working on the console: the API of a server that runs beside it.
  server: { proxy: { '/v1': 'http://127.0.0.1:8787', '/sign-in?': 'http://127.0.0.1:8787' } },
  build: {
    target: 'es2023',
    sourcemap: false,
    // Small images as data: URLs would be allowed by the policy, but hashed files are cached for ever.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1_000,
  },
});

/**
 * Puts src/theme.js into the head as a classic script with a hashed name. It must run before the first paint, which a module does
 * not, and the content security policy allows no inline script.
 */
function themeScript(): Plugin {
  const path = join(import.meta.dirname, 'src', 'theme.js');
  const tag = (src: string) => [{ tag: 'script', attrs: { src }, injectTo: 'head-prepend' as const }];
  let reference: string | null = null;
  return {
    name: 'watchfloor:theme-script',
    async buildStart() {
      if (this.environment.mode === 'build') {
        reference = this.emitFile({ type: 'asset', name: 'theme.js', source: await readFile(path, 'utf8') });
      }
    },
    transformIndexHtml: {
      order: 'post',
      handler(_html, context) {
        if (context.server) return tag('/src/theme.js');
        const asset = Object.values(context.bundle ?? {}).find(
          (output) => output.type === 'asset' && output.names.includes('theme.js'),
        );
        if (!asset || reference === null) throw new Error('The theme script is missing from the build.');
        return tag(`/${asset.fileName}`);
      },
    },
  };
}
