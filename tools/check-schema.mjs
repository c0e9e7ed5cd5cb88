// node tools/check-schema.mjs [--write]: applies the migrations of each service to an empty database and compares its
// schema with apps/<service>/src/persistence/schema.sql, so that a review shows schema changes; --write updates the file.
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findServices } from './migrate.mjs';
import { prepare, ROOT } from './prepare.mjs';

await prepare({ build: true });
const { startPostgres } = await import(pathToFileURL(`${ROOT}dist/libs/embedded/src/index.js`).href);
const { dumpSchema, migrateService } = await import(
  pathToFileURL(`${ROOT}dist/libs/database/src/index.js`).href
);
const { Client } = await import('pg');

const write = process.argv.includes('--write');
/** Printed when the server has stopped: a reader that closes the pipe early (`| head`) must not leave it running. */
const report = [];

const drifted = await withPostgres(async (server) => {
  const stale = [];
  for (const service of await findServices()) {
    const dump = await migrateAndDump(server, service);
    if (!isCurrent(service, dump)) stale.push(service);
  }
  return stale;
});
if (drifted.length > 0) report.push('Run `node tools/check-schema.mjs --write` and commit the result.');
if (report.length > 0) console.log(report.join('\n'));
process.exitCode = drifted.length === 0 ? 0 : 1;

async function withPostgres(work) {
  const dir = mkdtempSync(join(tmpdir(), 'nimbus-schema-'));
  chmodSync(dir, 0o755); // started by root, PostgreSQL runs as another user, who must read the folder
  const server = await startPostgres({ dir, settings: { fsync: 'off' } });
  const stop = async () => {
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  };
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => void stop().finally(() => process.exit(1)));
  }
  try {
    return await work(server);
  } finally {
    await stop();
  }
}

async function migrateAndDump(server, { service, migrations }) {
  const url = await createDatabase(server.url, `${service}_${randomBytes(4).toString('hex')}`);
  await migrateService({ url, service, migrations });
  return dumpSchema({ url, service });
}

async function createDatabase(serverUrl, name) {
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(`create database ${name}`);
  } finally {
    await client.end();
  }
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

function isCurrent({ service }, dump) {
  const file = `${ROOT}apps/${service}/src/persistence/schema.sql`;
  const committed = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  if (committed === dump) return true;
  if (write) {
    writeFileSync(file, dump);
    report.push(`wrote ${relative(ROOT, file)}`);
    return true;
  }
  const problem = committed === undefined ? 'is missing' : changedLines(committed, dump);
  report.push(`${relative(ROOT, file)} ${problem}`);
  return false;
}

/** The lines between the first and the last difference. */
function changedLines(before, after) {
  const [old, current] = [before.split('\n'), after.split('\n')];
  const shorter = Math.min(old.length, current.length);
  let head = 0;
  while (head < shorter && old[head] === current[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && old.at(-1 - tail) === current.at(-1 - tail)) tail += 1;

  const removed = old.slice(head, old.length - tail).map((line) => `- ${line}`);
  const added = current.slice(head, current.length - tail).map((line) => `+ ${line}`);
  return [
    `differs from the schema that the migrations create, from line ${head + 1}:`,
    ...removed,
    ...added,
  ].join('\n');
}
