// node tools/test-mail.mjs: the stories with Debian's Postfix and Dovecot. Without both it says so and tests nothing.
import { spawnSync } from 'node:child_process';
import { ROOT } from './prepare.mjs';

const PACKAGES = ['dovecot-imapd', 'postfix'];

if (!installed() && !install()) {
  console.log('No test ran: Postfix and Dovecot are not here, and this machine cannot install them.');
  console.log(`Install ${PACKAGES.join(' and ')} (Debian), and run it as root: both change their user.`);
} else {
  const { status } = run(process.execPath, [`${ROOT}tools/test.mjs`, 'mail', ...process.argv.slice(2)]);
  process.exitCode = status ?? 1;
}

function installed() {
  const found = ['dovecot', 'postfix'].every(
    (name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).error === undefined,
  );
  return found && process.getuid?.() === 0;
}

function install() {
  if (process.getuid?.() !== 0 || run('apt-get', ['update', '-qq']).status !== 0) return false;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { status } = run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...PACKAGES], {
    env,
  });
  return status === 0 && installed();
}

function run(command, args, options = {}) {
  return spawnSync(command, args, { stdio: 'inherit', ...options });
}
