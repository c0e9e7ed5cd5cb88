// node tools/generate-asyncapi.mjs [--check]: writes docs/asyncapi.yaml and docs/schemas/ from the contracts of the bus;
// --check only compares, and fails when a file is stale, missing or left over, or when the document is no AsyncAPI.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { stringify } from 'yaml';
import { prepare, ROOT } from './prepare.mjs';

const DOCS = `${ROOT}docs/`;
const SCHEMAS = 'schemas/';
/** Severities of the parser: 0 is an error, 1 a warning, the others are hints. */
const ERROR_OR_WARNING = [0, 1];

await prepare({ build: true });
const { z } = await import('zod');
const { BUS_COMMANDS, BusAnswer, BusEnvelope, BusEvent, PUBLIC_EVENTS, REPLY_TO_HEADER } = await import(
  pathToFileURL(`${ROOT}dist/libs/contracts/src/index.js`).href
);

const [OK, REFUSED] = BusAnswer.options;
const INFO = {
  title: 'Nimbus Campaigns: the bus for other systems',
  version: '1.0.0',
  description:
    'Commands and signals of other systems, and public events, as CloudEvents 1.0 in structured JSON on NATS. See docs/bus.md.',
  license: { name: 'AGPL-3.0-or-later' },
};

const SERVERS = {
  nats: {
    host: 'localhost:4222',
    protocol: 'nats',
    description: 'Each user may use the subjects of its workspace only.',
    security: [{ $ref: '#/components/securitySchemes/user' }],
  },
};

const HEADERS = {
  type: 'object',
  properties: {
    [REPLY_TO_HEADER]: {
      type: 'string',
      description: 'Where the answer is wanted: nimbus.reply.<workspace>.…',
    },
  },
};

const commands = BUS_COMMANDS.map(({ name, summary, data, documented = data, answer }) => ({
  name,
  key: keyOf(name),
  summary,
  command: BusEnvelope.extend({ type: z.literal(name), data: documented }),
  answer: z.discriminatedUnion('status', [OK.extend({ data: answer }), REFUSED]),
}));
const events = PUBLIC_EVENTS.map(({ type, summary, data }) => ({
  name: type,
  key: keyOf(type),
  summary,
  event: BusEvent.extend({ type: z.literal(type), data }),
}));

const files = new Map([
  ['asyncapi.yaml', yamlOf(asyncApi())],
  ...commands.flatMap(({ name, command, answer }) => [
    [`${SCHEMAS}commands/${name}.json`, fileOf(command, 'input')],
    [`${SCHEMAS}answers/${name}.json`, fileOf(answer, 'output')],
  ]),
  ...events.map(({ name, event }) => [`${SCHEMAS}events/${name}.json`, fileOf(event, 'output')]),
]);

if (process.argv.includes('--check')) {
  const wrong = [
    ...[...files].filter(([name, text]) => read(name) !== text).map(([name]) => name),
    ...leftOver(),
  ];
  for (const name of wrong) console.error(`docs/${name} is stale: run node tools/generate-asyncapi.mjs`);
  const problems = await problemsOf(read('asyncapi.yaml') ?? '');
  for (const problem of problems) console.error(problem);
  process.exitCode = wrong.length + problems.length === 0 ? 0 : 1;
} else {
  for (const name of leftOver()) rmSync(`${DOCS}${name}`);
  for (const [name, text] of files) {
    mkdirSync(dirname(`${DOCS}${name}`), { recursive: true });
    writeFileSync(`${DOCS}${name}`, text);
  }
  console.log(`docs/asyncapi.yaml: ${commands.length} commands, ${events.length} events`);
}

/** By AsyncAPI's own parser: errors and warnings, without its hints. */
async function problemsOf(text) {
  const { Parser } = await import('@asyncapi/parser');
  const { diagnostics } = await new Parser().parse(text);
  return diagnostics
    .filter(({ severity }) => ERROR_OR_WARNING.includes(severity))
    .map(({ path, message }) => `docs/asyncapi.yaml: ${path.join('.')}: ${message}`);
}

function asyncApi() {
  const schemas = {};
  return {
    asyncapi: '3.0.0',
    info: INFO,
    defaultContentType: 'application/cloudevents+json',
    servers: SERVERS,
    channels: {
      ...Object.fromEntries(commands.map(commandChannel)),
      answers: answerChannel(),
      ...Object.fromEntries(events.map(eventChannel)),
    },
    operations: {
      ...Object.fromEntries(commands.map(commandOperation)),
      ...Object.fromEntries(events.map(eventOperation)),
    },
    components: {
      securitySchemes: { user: { type: 'userPassword', description: 'Made by npm run nimbus -- bus user.' } },
      messages: messagesWith((schema, io) => hoisted(jsonSchema(schema, io, 'draft-7'), schemas)),
      schemas,
    },
  };
}

function messagesWith(payloadOf) {
  const ofCommands = commands.flatMap(({ key, name, summary, command, answer }) => [
    [key, { name, summary, headers: HEADERS, payload: payloadOf(command, 'input') }],
    [
      `${key}Answer`,
      { name: `${name}.answer`, contentType: 'application/json', payload: payloadOf(answer, 'output') },
    ],
  ]);
  const ofEvents = events.map(({ key, name, summary, event }) => [
    key,
    { name, summary, payload: payloadOf(event, 'output') },
  ]);
  return Object.fromEntries([...ofCommands, ...ofEvents]);
}

function commandChannel({ key, name }) {
  return [key, channelOf(`nimbus.in.{workspaceId}.${name}`, [key])];
}

function eventChannel({ key, name }) {
  return [key, channelOf(`nimbus.out.{workspaceId}.${name}`, [key])];
}

function answerChannel() {
  const channel = channelOf(
    'nimbus.reply.{workspaceId}.{place}',
    commands.map(({ key }) => `${key}Answer`),
  );
  channel.parameters.place = { description: 'Chosen by the sender of the command.' };
  return channel;
}

function channelOf(address, messages) {
  return {
    address,
    parameters: { workspaceId: { description: 'The workspace, such as ws_01h455vb4pex5vsknk084sn02q.' } },
    messages: Object.fromEntries(messages.map((key) => [key, { $ref: `#/components/messages/${key}` }])),
  };
}

function commandOperation({ key, summary }) {
  return [
    key,
    {
      action: 'receive',
      summary,
      channel: { $ref: `#/channels/${key}` },
      messages: [{ $ref: `#/channels/${key}/messages/${key}` }],
      reply: {
        address: { location: `$message.header#/${REPLY_TO_HEADER}` },
        channel: { $ref: '#/channels/answers' },
        messages: [{ $ref: `#/channels/answers/messages/${key}Answer` }],
      },
    },
  ];
}

function eventOperation({ key, summary }) {
  return [
    key,
    {
      action: 'send',
      summary,
      channel: { $ref: `#/channels/${key}` },
      messages: [{ $ref: `#/channels/${key}/messages/${key}` }],
    },
  ];
}

/** Moves the definitions of a schema to the document's, where its references point. */
function hoisted({ definitions = {}, ...schema }, schemas) {
  delete schema.$schema;
  for (const [name, definition] of Object.entries(definitions)) schemas[name] = repointed(definition);
  return repointed(schema);
}

function repointed(value) {
  if (Array.isArray(value)) return value.map(repointed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === '$ref' ? inner.replace('#/definitions/', '#/components/schemas/') : repointed(inner),
    ]),
  );
}

function jsonSchema(schema, io, target) {
  return z.toJSONSchema(schema, { io, target, unrepresentable: 'any' });
}

function fileOf(schema, io) {
  return `${JSON.stringify(jsonSchema(schema, io, 'draft-2020-12'), null, 2)}\n`;
}

function yamlOf(document) {
  const head = '# Generated from libs/contracts by tools/generate-asyncapi.mjs.\n';
  return head + stringify(document, { aliasDuplicateObjects: false, lineWidth: 0 });
}

function keyOf(name) {
  return name.replaceAll(/[._](\w)/g, (_, letter) => letter.toUpperCase());
}

function read(name) {
  return existsSync(`${DOCS}${name}`) ? readFileSync(`${DOCS}${name}`, 'utf8') : undefined;
}

/** Schemas of what is in the contracts no more. */
function leftOver() {
  if (!existsSync(`${DOCS}${SCHEMAS}`)) return [];
  return readdirSync(`${DOCS}${SCHEMAS}`, { recursive: true })
    .map((name) => `${SCHEMAS}${name.replaceAll('\\', '/')}`)
    .filter((name) => name.endsWith('.json') && !files.has(name));
}
