import { pathToFileURL } from 'node:url';
import { prepare, ROOT } from './prepare.mjs';

await prepare({ build: true });

// In this process, so that signals and the exit code are the application's own.
process.setSourceMapsEnabled(true);
await import(pathToFileURL(`${ROOT}dist/apps/standalone/src/main.js`).href);
