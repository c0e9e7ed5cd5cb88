// node tools/test.mjs <tiers…> [-- <arguments of jest…>]
import { spawn } from 'node:child_process';
import { prepare, ROOT } from './prepare.mjs';

const TIERS = ['unit', 'integration', 'component', 'e2e', 'chaos', 'rolling', 'mail'];

const [tiers, jestArguments] = split(process.argv.slice(2));
const unknown = tiers.filter((tier) => !TIERS.includes(tier));
if (tiers.length === 0 || unknown.length > 0) {
  console.error(`usage: node tools/test.mjs <${TIERS.join('|')}>… [-- <arguments of jest…>]`);
  process.exit(2);
}

// The tiers e2e, chaos, rolling and mail start the built application.
await prepare({ build: true });
process.exitCode = await runJest();

/** npm appends what follows its own `--` without repeating it, so everything after the tiers is jest's too. */
function split(words) {
  const end = words.findIndex((word) => !TIERS.includes(word));
  if (end === -1) return [words, []];
  return [words.slice(0, end), words.slice(words[end] === '--' ? end + 1 : end)];
}

function runJest() {
  const args = [
    // With the default of 16 MB the garbage collector took 12 % of the time (component tests, 2026-11-30).
    '--max-semi-space-size=64',
    '--experimental-vm-modules',
    `${ROOT}node_modules/jest/bin/jest.js`,
    '--selectProjects',
    ...tiers,
    // Five suites at a time on two cores: they were idle for 28 % of npm test with three (953 s), for 17 % with four (815 s).
    ...(jestArguments.includes('--runInBand') ? [] : ['--maxWorkers=5']),
    '--passWithNoTests',
    // A failed test may leave a server or a timer open, and a pipeline must come to its end all the same.
    ...(process.env.CI ? ['--forceExit'] : []),
    ...jestArguments,
  ];
  const env = { ...process.env, NODE_NO_WARNINGS: '1' };
  const jest = spawn(process.execPath, args, { cwd: ROOT, stdio: 'inherit', env });
  process.on('SIGINT', () => undefined); // the terminal tells jest as well; this process waits for its exit code
  return new Promise((resolve) => {
    jest.once('close', (code) => resolve(code ?? 1));
  });
}
