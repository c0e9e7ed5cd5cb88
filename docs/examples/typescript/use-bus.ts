// Sends a command over NATS, prints its answer, then prints events of the workspace as they come.
//   NATS_URL, NATS_USER, NATS_PASSWORD (of `npm run nimbus -- bus user create`), WORKSPACE_ID, EMAIL; EVENTS: how many to print
// Needs @nats-io/transport-node and @nats-io/jetstream.
import { randomUUID } from 'node:crypto';
import { jetstream } from '@nats-io/jetstream';
import { connect, headers } from '@nats-io/transport-node';

const { NATS_URL, NATS_USER = '', NATS_PASSWORD = '', WORKSPACE_ID, EMAIL, EVENTS = '1' } = process.env;

// A user may listen below an inbox of its own only.
const nats = await connect({
  servers: NATS_URL ?? 'nats://localhost:4222',
  user: NATS_USER,
  pass: NATS_PASSWORD,
  inboxPrefix: `_INBOX_${NATS_USER}`,
});

const replyTo = `nimbus.reply.${WORKSPACE_ID}.${randomUUID()}`;
const answers = nats.subscribe(replyTo, { max: 1, timeout: 30_000 });

// Sent again with the same source and id, it has no second effect and gets the same answer.
const command = {
  specversion: '1.0',
  id: randomUUID(),
  source: '/crm',
  type: 'contacts.upsert',
  data: { contacts: [{ email: EMAIL }] },
};
const head = headers();
head.set('Nimbus-Reply-To', replyTo);
// Resolves when the server has stored the command: nothing is lost from here on.
await jetstream(nats).publish(`nimbus.in.${WORKSPACE_ID}.contacts.upsert`, JSON.stringify(command), {
  headers: head,
});
for await (const answer of answers) console.log(answer.string());

// The consumer of the user remembers what was acknowledged, also while nobody reads.
const consumer = await jetstream(nats).consumers.get('OUTBOUND', NATS_USER);
for (let left = Number(EVENTS); left > 0; left -= 1) {
  const message = await consumer.next({ expires: 30_000 });
  if (message === null) continue;
  console.log(message.string());
  message.ack(); // after the work is done: until then it comes again
}
await nats.drain();
