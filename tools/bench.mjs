// npm run bench [name…]: builds, then runs the measurements in bench/, each printing a table. `api` seeds a million
// contacts first and runs only when it is named: npm run bench:api [-- --contacts 100000].
import { readdir } from 'node:fs/promises';
import { prepare } from './prepare.mjs';

await prepare({ build: true });
process.setSourceMapsEnabled(true);
const all = (await readdir(new URL('../bench', import.meta.url)))
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.replace('.bench.ts', ''));
const wanted = process.argv.slice(2).filter((word) => all.includes(word));
for (const name of wanted.length > 0 ? wanted : all.filter((each) => each !== 'api')) {
  const { run } = await import(`../dist/bench/${name}.bench.js`);
  await run();
}
process.exit(0);
