// npm run bench [name…]: builds, then runs the measurements in bench/, each printing a table.
import { readdir } from 'node:fs/promises';
import { prepare } from './prepare.mjs';

await prepare({ build: true });
process.setSourceMapsEnabled(true);
const all = (await readdir(new URL('../bench', import.meta.url)))
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.replace('.bench.ts', ''));
const wanted = process.argv.slice(2);
for (const name of wanted.length > 0 ? wanted : all) {
  const { run } = await import(`../dist/bench/${name}.bench.js`);
  await run();
}
process.exit(0);
