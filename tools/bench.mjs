// npm run bench [name…]: builds, then runs the measurements in bench/, each printing a table. Those that take many
// minutes run only when they are named: npm run bench:api [-- --contacts 100000], bench:deliverability, bench:idle, bench:fleet, bench:flood,
// bench:hooks, bench:inbound, bench:traces, bench:webhooks.
import { readdir } from 'node:fs/promises';
import { prepare } from './prepare.mjs';

await prepare({ build: true });
process.setSourceMapsEnabled(true);
const all = (await readdir(new URL('../bench', import.meta.url)))
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.replace('.bench.ts', ''));
const ONLY_WHEN_NAMED = [
  'api',
  'deliverability',
  'fleet',
  'flood',
  'hooks',
  'idle',
  'inbound',
  'traces',
  'webhooks',
];
const wanted = process.argv.slice(2).filter((word) => all.includes(word));
for (const name of wanted.length > 0 ? wanted : all.filter((each) => !ONLY_WHEN_NAMED.includes(each))) {
  const { run } = await import(`../dist/bench/${name}.bench.js`);
  await run();
}
process.exit(0);
