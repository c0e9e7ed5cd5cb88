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
};

await prepare();

const wanted = process.argv.slice(2);
const names = Object.keys(CHECKS).filter((name) => wanted.length === 0 || wanted.includes(name));
const results = names.map(passes);
const failed = results.filter((passed) => !passed).length;
console.log(`${results.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function passes(name) {
  const [script, ...args] = CHECKS[name];
  const command = [`${ROOT}node_modules/${script}`, ...args];
  const startedAt = performance.now();
  const result = spawnSync(process.execPath, command, { cwd: ROOT, encoding: 'utf8', maxBuffer: 2 ** 28 });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const passed = result.status === 0;
  console.log(`${passed ? 'pass' : 'FAIL'}  ${name.padEnd(12)} ${seconds.padStart(6)} s`);
  if (!passed) console.log(`${result.stdout}${result.stderr}`);
  return passed;
}
