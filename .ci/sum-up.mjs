// Adds up what .ci/run left in a folder: jest.json, test.code, check.log and check.code.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const read = (name) => {
  const path = join(process.argv[2], name);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
};

const tests = countTests(JSON.parse(read('jest.json') || '{}'));
const checks = countChecks(read('check.log'));
const parts = [orCrashed(tests, read('test.code')), orCrashed(checks, read('check.code'))];
const sum = (key) => parts.reduce((total, part) => total + part[key], 0);

console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
process.exitCode = sum('failed') === 0 ? 0 : 1;

/** A suite that does not even load has no failed test. */
function countTests({ numPassedTests = 0, numFailedTests = 0, numRuntimeErrorTestSuites = 0 }) {
  return { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites };
}

function countChecks(log) {
  const [, passed = '0', failed = '0'] = /(\d+) passed, (\d+) failed\s*$/.exec(log) ?? [];
  return { passed: Number(passed), failed: Number(failed) };
}

/** A command that ended badly without naming a failure is one, lest a crash look green. */
function orCrashed({ passed, failed }, code) {
  return Number(code || 1) !== 0 && failed === 0 ? { passed, failed: 1 } : { passed, failed };
}
