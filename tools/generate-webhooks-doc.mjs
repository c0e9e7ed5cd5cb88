// node tools/generate-webhooks-doc.mjs [--check]: writes docs/webhooks.md from its introduction and the contracts; --check
// only compares, and fails when the page is stale.
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { prepare, ROOT } from './prepare.mjs';

const PAGE = `${ROOT}docs/webhooks.md`;
const INTRODUCTION = `${ROOT}tools/webhooks-introduction.md`;

await prepare({ build: true });
const { z } = await import('zod');
const { examples, PUBLIC_EVENTS } = await import(
  pathToFileURL(`${ROOT}dist/libs/contracts/src/index.js`).href
);

const page = pageOf();
if (!process.argv.includes('--check')) {
  writeFileSync(PAGE, page);
  console.log(`docs/webhooks.md: ${PUBLIC_EVENTS.length} events`);
} else if (readPage() !== page) {
  console.error('docs/webhooks.md is stale: run node tools/generate-webhooks-doc.mjs');
  process.exitCode = 1;
}

function readPage() {
  try {
    return readFileSync(PAGE, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return ''; // never written, so stale
    throw error;
  }
}

function pageOf() {
  return `<!-- Generated from tools/webhooks-introduction.md and libs/contracts by tools/generate-webhooks-doc.mjs. -->

${readFileSync(INTRODUCTION, 'utf8').trimEnd()}

## The events

| event | meaning |
|---|---|
${PUBLIC_EVENTS.map(({ type, summary }) => `| [\`${type}\`](#${anchorOf(type)}) | ${summary} |`).join('\n')}

${PUBLIC_EVENTS.map(sectionOf).join('\n')}`;
}

function anchorOf(type) {
  return type.replace('.', '');
}

/** Types with the same data show its fields once. */
function sectionOf({ type, summary, data }) {
  const first = PUBLIC_EVENTS.find((event) => event.data === data).type;
  const fields =
    first === type ? tableOf(data) : `\`data\` has the fields of [\`${first}\`](#${anchorOf(first)}).`;
  return `### ${type}

${summary}

${fields}

\`\`\`json
${JSON.stringify(examples.PUBLIC_EVENT_EXAMPLES[type], null, 2)}
\`\`\`
`;
}

function tableOf(data) {
  const schema = z.toJSONSchema(data, { unrepresentable: 'any', io: 'output' });
  const rows = rowsOf(schema, '', schema.$defs ?? {});
  return `| field of \`data\` | type | meaning |
|---|---|---|
${rows.join('\n')}`;
}

function rowsOf(schema, prefix, definitions) {
  return Object.entries(schema.properties ?? {}).flatMap(([name, value]) => {
    const { field, nullable } = withoutNull(resolved(value, definitions), definitions);
    const path = `${prefix}${name}`;
    const row = `| \`${path}\` | ${typeOf(field, definitions)}${nullable ? ' or null' : ''} | ${meaningOf(value, field)} |`;
    const item = field.type === 'array' ? resolved(field.items, definitions) : field;
    return [row, ...rowsOf(item, field.type === 'array' ? `${path}[].` : `${path}.`, definitions)];
  });
}

function resolved(schema, definitions) {
  return schema.$ref === undefined ? schema : definitions[schema.$ref.replace('#/$defs/', '')];
}

function withoutNull(schema, definitions) {
  const [one, ...others] = (schema.anyOf ?? []).filter(({ type }) => type !== 'null');
  if (one === undefined || others.length > 0) return { field: schema, nullable: false };
  return { field: resolved(one, definitions), nullable: schema.anyOf.length > 1 };
}

function typeOf(field, definitions) {
  if (field.enum !== undefined) return field.enum.map((value) => `\`${value}\``).join(', ');
  if (field.const !== undefined) return `\`${field.const}\``;
  if (field.type === 'array') return `list of ${typeOf(resolved(field.items, definitions), definitions)}`;
  if (field.format === 'date-time') return 'time';
  if (field.format === 'date') return 'date';
  return [field.type ?? 'any'].flat().join(' or ');
}

function meaningOf(value, field) {
  return (value.description ?? field.description ?? '').replaceAll('\n', ' ').replaceAll('|', '\\|');
}
