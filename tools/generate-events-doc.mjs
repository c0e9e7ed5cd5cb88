// node tools/generate-events-doc.mjs [--check]: writes docs/events.md from the contracts; --check only compares, and
// fails when the page is stale.
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { prepare, ROOT } from './prepare.mjs';

const PAGE = `${ROOT}docs/events.md`;

await prepare({ build: true });
const { z } = await import('zod');
const contracts = await import(pathToFileURL(`${ROOT}dist/libs/contracts/src/index.js`).href);

const events = Object.values(contracts).filter(isEvent);
const page = pageOf(events, contracts.STREAMS);

if (!process.argv.includes('--check')) {
  writeFileSync(PAGE, page);
  console.log(`docs/events.md: ${events.length} events`);
} else if (readPage() !== page) {
  console.error('docs/events.md is stale: run node tools/generate-events-doc.mjs');
  process.exitCode = 1;
}

function isEvent(value) {
  return (
    typeof value === 'object' && value !== null && 'type' in value && 'subject' in value && 'data' in value
  );
}

function readPage() {
  try {
    return readFileSync(PAGE, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return ''; // never written, so stale
    throw error;
  }
}

function pageOf(events, streams) {
  return `<!-- Generated from libs/contracts by tools/generate-events-doc.mjs. -->

# Events

Services publish these events on JetStream as CloudEvents 1.0 in JSON; a message holds one event or an array of them. The envelope's \`type\` is \`nimbus.<event>.v<version>\`, its \`workspaceid\` the workspace. An event may come more than once and in any order.

${streams
  .map((stream) =>
    sectionOf(
      stream,
      events.filter(({ subject }) => takes(stream, subject)),
    ),
  )
  .filter((section) => section !== '')
  .join('\n')}`;
}

function sectionOf({ name, subjects, maxAgeDays }, events) {
  if (events.length === 0) return '';
  return `## ${name}

Holds \`${subjects.join('`, `')}\` for ${maxAgeDays} days.

| event | subject | producer | meaning | data |
|---|---|---|---|---|
${events.map(rowOf).join('\n')}
`;
}

function rowOf({ type, subject, producedBy, summary, data }) {
  return `| \`${type}\` | \`${subject}\` | ${producedBy.join(', ')} | ${summary} | ${fieldsOf(data)} |`;
}

/** The fields of the data; brackets mark a list. */
function fieldsOf(data) {
  // Ids are checked by code, which no JSON schema can say; their names say enough here.
  const { properties } = z.toJSONSchema(data, { unrepresentable: 'any' });
  return Object.entries(properties)
    .map(([name, { type }]) => (type === 'array' ? `\`${name}[]\`` : `\`${name}\``))
    .join(', ');
}

function takes({ subjects }, subject) {
  return subjects.some((pattern) => subject.startsWith(pattern.replace(/>$/, '')));
}
