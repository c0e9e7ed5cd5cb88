// npm run refill -- <STREAM> [since]: publishes the messages of a lost stream again, from the outboxes' history.
//   npm run refill -- EMAIL 2026-05-01T00:00:00Z
// Needs the services' databases, as npm run migrate does; consumers skip events that they have handled.
import { pathToFileURL } from 'node:url';
import { databaseUrlOf, findServices } from './migrate.mjs';
import { prepare, ROOT } from './prepare.mjs';

await prepare({ build: true });
const load = (file) => import(pathToFileURL(`${ROOT}dist/libs/${file}`).href);
const { STREAMS } = await load('contracts/src/index.js');
const { republish } = await load('database/src/index.js');

const [name, since = '1970-01-01T00:00:00Z'] = process.argv.slice(2);
const stream = STREAMS.find((each) => each.name === name);
const from = new Date(since);
if (stream === undefined || Number.isNaN(from.getTime())) {
  const names = STREAMS.map((each) => each.name).join(', ');
  console.error(
    `npm run refill -- <stream> [since]: the stream is one of ${names}, since an ISO-8601 instant`,
  );
  process.exit(1);
}
for (const { service } of await findServices()) {
  for (const subject of stream.subjects) {
    const subjectPrefix = subject.replace(/>$/, '');
    const count = await republish({ url: databaseUrlOf(service), service, subjectPrefix, since: from });
    console.log(`${service.padEnd(14)} ${count} messages on ${subject}`);
  }
}
