// npm run nimbus -- <command> [options]: the operator's tool; `npm run nimbus -- --help` lists its commands.
import { prepare } from './prepare.mjs';

await prepare({ build: true });
await import('../dist/apps/nimbus/src/main.js');
