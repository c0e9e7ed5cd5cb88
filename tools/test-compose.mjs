// npm run test:compose [-- gateway postgres …]: starts deploy/compose.yml from an empty state, measures it, runs the demo
// campaign in it, and then a campaign for each of its parts (or those that are named), during which that part is killed or
// stopped. Every message must be in Mailpit once. Where no container engine is there, it says so and ends with 0.
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { Containers, imageSize, missing } from './compose/containers.mjs';
import { prepare } from './prepare.mjs';

const reason = missing();
if (reason !== undefined) {
  console.log(`skipped: ${reason}`);
  process.exit(0);
}
await prepare({ build: true });
const { SERVICES } = await import('../dist/libs/contracts/src/index.js');
const { launchIntoMailpit, reconcileWithMailpit, untilCompleted } =
  await import('../dist/apps/standalone/src/demo/mailpit-campaign.js');
await import('./compose-secrets.mjs');

const CONTACTS = 300;
const STEPS = 2;
/** Messages of a campaign that are there when a part is killed. */
const SOME = 50;
const WITHIN_MS = 300_000;
const PORT = process.env.PORT ?? '13000';
const MAILPIT_PORT = process.env.MAILPIT_PORT ?? '18025';

const apiUrl = `http://127.0.0.1:${PORT}`;
const mailpitUrl = `http://127.0.0.1:${MAILPIT_PORT}`;
const containers = new Containers({ PORT, MAILPIT_PORT, PUBLIC_URL: apiUrl });
const adminToken = readFileSync(new URL('../deploy/secrets/admin_token', import.meta.url), 'utf8').trim();
const disturbances = {
  ...Object.fromEntries(SERVICES.map((service) => [service, () => killAndStart(service)])),
  // Two of the three servers go on until the campaign is over.
  'nats-2': () => stopUntilTheEnd('nats-2'),
  postgres: () => void containers.compose(['restart', 'postgres']),
};
const asked = process.argv.slice(2);
const parts = Object.keys(disturbances).filter((part) => asked.length === 0 || asked.includes(part));

try {
  await startEmpty();
  measure();
  containers.compose(['run', '--rm', 'demo'], { show: true });
  const results = [];
  for (const part of parts) results.push(await duringCampaign(part));
  const failed = results.filter((differences) => differences > 0).length;
  console.log(`${results.length - failed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
} catch (error) {
  console.error(error.message, '\n', containers.compose(['logs', '--tail', '5']));
  process.exitCode = 1;
} finally {
  containers.compose(['--profile', 'demo', 'down', '--volumes', '--timeout', '20']);
}

async function startEmpty() {
  containers.compose(['--profile', 'demo', 'down', '--volumes']);
  containers.compose(['build', 'migration'], { show: true });
  const startedAt = performance.now();
  containers.compose(['up', '--detach', '--wait']);
  console.log(`up from nothing: ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
}

function measure() {
  const { total, own } = imageSize(process.env.NIMBUS_IMAGE ?? 'nimbus:0.1.0');
  console.log(`image: ${total.toFixed(0)} MB, of which ${own.toFixed(0)} MB above its base`);
  for (const service of SERVICES) {
    const [memory, start] = [containers.memoryOf(service), containers.startOf(service)];
    console.log(
      `${service.padEnd(15)} idle ${memory.toFixed(0)} MB, started beside all others in ${start?.toFixed(1)} s`,
    );
  }
}

/** Resolves to the number of differences between the figures and the messages that arrived. */
async function duringCampaign(part) {
  const before = await messagesInMailpit();
  const smtp = { host: 'mailpit', port: 1025 };
  const campaign = await patiently(() => launchIntoMailpit({ apiUrl, adminToken, smtp }, CONTACTS));
  await patiently(async () => {
    const arrived = (await messagesInMailpit()) - before;
    if (arrived < SOME) throw new Error(`only ${arrived} messages arrived`);
  });
  const restart = await disturbances[part]();
  const until = Date.now() + WITHIN_MS;
  await patiently(() =>
    untilCompleted(campaign, ({ metrics }) => {
      if (Date.now() > until) throw new Error(`the campaign does not end: ${JSON.stringify(metrics)}`);
    }),
  );
  const { received, byStatus, differences } = await patiently(() =>
    reconcileWithMailpit(campaign, mailpitUrl),
  );
  await restart?.();

  const [sent, indeterminate] = ['sent', 'indeterminate'].map((status) => byStatus.get(status) ?? 0);
  const counts = `${sent} sent, ${indeterminate} indeterminate, ${received} in the mailbox`;
  const problems =
    sent + indeterminate === CONTACTS * STEPS ? differences : [`not ${CONTACTS * STEPS}`, ...differences];
  const verdict = problems.length === 0 ? 'nothing lost or doubled' : problems.slice(0, 5).join('; ');
  console.log(`${part.padEnd(15)} ${counts}: ${verdict}`);
  return problems.length;
}

async function messagesInMailpit() {
  const { total } = await (await fetch(`${mailpitUrl}/api/v1/messages?limit=1`)).json();
  return total;
}

/** SIGKILL, so that nothing is finished. */
async function killAndStart(service) {
  containers.kill(service);
  containers.start(service);
  await patiently(() => {
    if (containers.startOf(service) === undefined) throw new Error(`${service} is not ready`);
  });
  console.log(`${service.padEnd(15)} was ready ${containers.startOf(service).toFixed(1)} s after its kill`);
}

function stopUntilTheEnd(service) {
  containers.compose(['stop', service]);
  return () => containers.start(service);
}

/** Requests fail while a part is away. */
async function patiently(action) {
  const until = Date.now() + WITHIN_MS;
  for (;;) {
    try {
      return await action();
    } catch (error) {
      if (Date.now() > until) throw error;
      await pause(300);
    }
  }
}
