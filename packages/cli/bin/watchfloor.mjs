#!/usr/bin/env node
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch } from './launch.mjs';

launch(path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../src/cli.ts'), process.argv.slice(2));
