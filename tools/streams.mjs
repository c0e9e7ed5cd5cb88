// npm run streams: creates the missing streams on NATS and updates those that differ. Run it before a rollout.
//   PROVISIONER_NATS_URL (the user that may change streams), else NATS_URL; NATS_REPLICAS copies of each stream
import { prepare } from './prepare.mjs';

await prepare({ build: true });
const { provisionAll } = await import('../dist/libs/messaging/src/index.js');

const url = process.env.PROVISIONER_NATS_URL || process.env.NATS_URL;
if (!url) {
  console.error('Set PROVISIONER_NATS_URL, or NATS_URL where one user may do everything.');
  process.exit(1);
}
const created = await provisionAll(url, Number(process.env.NATS_REPLICAS ?? 1));
console.log(created.length === 0 ? 'the streams are up to date' : `created: ${created.join(', ')}`);
