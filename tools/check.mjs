// node tools/check.mjs [names…]: every check that needs no test, each with its time; goes on after a failure.
import { spawnSync } from 'node:child_process';
import { prepare, ROOT } from './prepare.mjs';

const CHECKS = {
  types: ['typescript/bin/tsc', '--noEmit'],
  lint: ['oxlint/bin/oxlint', '--type-aware'],
  format: ['prettier/bin/prettier.cjs', '--check', '.'],
  boundaries: ['dependency-cruiser/bin/dependency-cruise.mjs', 'apps', 'libs'],
  // This tsconfig names the output folder: where dist/ exists, knip would else take a library for its built form.
  unused: ['knip/bin/knip.js', '--tsConfig', 'tsconfig.build.json'],
  schema: ['../tools/check-schema.mjs'],
  events: ['../tools/generate-events-doc.mjs', '--check'],
  asyncapi: ['../tools/generate-asyncapi.mjs', '--check'],
  webhooks: ['../tools/generate-webhooks-doc.mjs', '--check'],
  cli: ['../tools/generate-cli-doc.mjs', '--check'],
  kubernetes: ['../tools/check-kubernetes.mjs'],
  dashboards: ['../tools/generate-dashboards.mjs', '--check'],
  prometheus: ['../tools/check-prometheus.mjs'],
};

await prepare();

const wanted = process.argv.slice(2);
const names = Object.keys(CHECKS).filter((name) => wanted.length === 0 || wanted.includes(name));
const results = names.map(resultOf);
const count = (result) => results.filter((each) => each === result).length;
const skipped = count('skip') > 0 ? `${count('skip')} skipped, ` : '';
console.log(`${skipped}${count('pass')} passed, ${count('FAIL')} failed`);
process.exitCode = count('FAIL') === 0 ? 0 : 1;

/** A check whose tool is missing says `skipped: …`. */
function resultOf(name) {
  const [script, ...args] = CHECKS[name];
  const command = [`${ROOT}node_modules/${script}`, ...args];
  const startedAt = performance.now();
  const result = spawnSync(process.execPath, command, { cwd: ROOT, encoding: 'utf8', maxBuffer: 2 ** 28 });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const [reason] = /^skipped: .*/m.exec(result.stdout) ?? [];
  const outcome = result.status !== 0 ? 'FAIL' : reason === undefined ? 'pass' : 'skip';
  console.log(
    `${outcome}  ${name.padEnd(12)} ${seconds.padStart(6)} s${reason === undefined ? '' : `  ${reason}`}`,
  );
  if (outcome === 'FAIL') console.log(`${result.stdout}${result.stderr}`);
  return outcome;
}
