// Adds up what .ci/run left in a folder: tests.json, again.json where files were repeated,
// mail.json where the servers are there, check.log, and exit codes.
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const read = (name) => {
  const path = join(process.argv[2], name);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
};

const again = countFiles(read('again.json'));
for (const [file, { failed }] of again) {
  if (failed === 0) console.log(`flaky: ${file}, passed on its second run`);
}
const files = new Map([...countFiles(read('tests.json')), ...again]);
const checks = countChecks(read('check.log'));
const parts = [
  orCrashed(sum([...countFiles(read('mail.json')).values()]), read('mail.code')),
  orCrashed(sum([...files.values()]), read('tests.code')),
  orCrashed(checks, read('check.code')),
];
const { passed, failed } = sum(parts);

console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function sum(counts) {
  const total = (key) => counts.reduce((before, count) => before + count[key], 0);
  return { passed: total('passed'), failed: total('failed') };
}

/** The counts of each spec file in a report of jest. */
function countFiles(report) {
  const { testResults = [] } = JSON.parse(report || '{}');
  return new Map(testResults.map((result) => [relative('.', result.name), countTests(result)]));
}

/** A file that does not even load has no failed test, and has failed. */
function countTests({ status, assertionResults }) {
  const count = (wanted) => assertionResults.filter((test) => test.status === wanted).length;
  return orCrashed({ passed: count('passed'), failed: count('failed') }, status === 'failed' ? '1' : '0');
}

function countChecks(log) {
  const [, passed = '0', failed = '0'] = /(\d+) passed, (\d+) failed\s*$/.exec(log) ?? [];
  return { passed: Number(passed), failed: Number(failed) };
}

/** What ended badly without naming a failure is one, lest a crash look green. */
function orCrashed({ passed, failed }, code) {
  return Number(code || 1) !== 0 && failed === 0 ? { passed, failed: 1 } : { passed, failed };
}
