// node tools/check-prometheus.mjs: the configuration and the alerts in deploy/prometheus, and their tests, by promtool, which
// comes with Prometheus. The parts that need no promtool are in test/deploy/observing.spec.ts.
import { spawnSync } from 'node:child_process';
import { ROOT } from './prepare.mjs';

const FOLDER = `${ROOT}deploy/prometheus`;

const CHECKS = [
  ['check', 'config', 'prometheus.yml'],
  ['check', 'rules', '--lint-fatal', 'alerts.yml'],
  ['test', 'rules', 'alerts.test.yml'],
];

if (spawnSync('promtool', ['--version']).error !== undefined) {
  console.log('skipped: promtool is not here (Debian: apt-get install prometheus)');
} else {
  process.exitCode = CHECKS.every(passes) ? 0 : 1;
}

function passes(args) {
  const { status, stdout, stderr } = spawnSync('promtool', args, { cwd: FOLDER, encoding: 'utf8' });
  if (status !== 0) console.log(`promtool ${args.join(' ')}\n${stdout}${stderr}`);
  return status === 0;
}
