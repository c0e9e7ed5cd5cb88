import { createHash } from 'node:crypto';
import type { OpenApiDocument } from './document.js';
import type { JsonSchema } from './json-schema.js';
import type { Operation } from './operation.js';

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 56rem; margin: 0 auto; padding: 1rem; }
h2 { margin-top: 2.5rem; }
nav a { margin-right: 1rem; }
code, pre { font-family: ui-monospace, monospace; font-size: .9em; }
pre { overflow: auto; max-height: 32rem; padding: .75rem; border: 1px solid #8886; border-radius: .4rem; }
details { border-top: 1px solid #8886; padding: .4rem 0; }
summary { cursor: pointer; }
summary b { display: inline-block; min-width: 4.5rem; }
summary span { opacity: .75; }
td, th { text-align: left; vertical-align: top; padding: .2rem .8rem .2rem 0; }
`;

/** The page has a style of its own and nothing else: no script, no font, no picture, no form. */
export const DOCS_CSP = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The document for people: one page that needs nothing but itself. */
export const docsPage = (document: OpenApiDocument): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(document.info.title)} API</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escape(document.info.title)} API</h1>
${document.info.description
  .split('\n\n')
  .map((paragraph) => `<p>${prose(paragraph)}</p>`)
  .join('\n')}
<p>For programs: <a href="/api/v1/openapi.json">/api/v1/openapi.json</a>, OpenAPI ${document.openapi}.</p>
<nav>${document.tags.map(({ name }) => `<a href="#${escape(name)}">${escape(name)}</a>`).join('\n')}
<a href="#schemas">schemas</a></nav>
${document.tags.map(({ name }) => section(name, document)).join('\n')}
<h2 id="schemas">schemas</h2>
${Object.entries(document.components.schemas).map(schemaEntry).join('\n')}
</body>
</html>
`;

function section(tag: string, { paths }: OpenApiDocument): string {
  const entries = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([, { tags }]) => tags.includes(tag))
      .map(([method, operation]) => entry(method, path, operation)),
  );
  return `<h2 id="${escape(tag)}">${escape(tag)}</h2>\n${entries.join('\n')}`;
}

const entry = (
  method: string,
  path: string,
  operation: Operation,
): string => `<details id="${operation.operationId}">
<summary><b>${method.toUpperCase()}</b> <code>${escape(path)}</code> <span>${prose(operation.summary)}</span></summary>
${operation.description === undefined ? '' : `<p>${prose(operation.description)}</p>`}
${operation['x-scope'] === undefined ? '' : `<p>Scope: <code>${operation['x-scope']}</code></p>`}
${titled('Parameters', operation.parameters)}
${titled('Body', operation.requestBody)}
<h4>Answers</h4>
<table>${Object.entries(operation.responses).map(answerRow).join('\n')}</table>
</details>`;

const answerRow = ([status, { description, content }]: [string, Operation['responses'][string]]): string =>
  `<tr><th>${status}</th><td>${prose(description)}</td><td>${content ? linked(schemaOf(content)) : ''}</td></tr>`;

/** Problems all look alike, and their codes stand in the description. */
const schemaOf = (content: Readonly<Record<string, object>>): string =>
  'application/json' in content ? JSON.stringify(content['application/json']) : '';

const schemaEntry = ([name, schema]: [string, JsonSchema]): string =>
  `<details id="schema-${escape(name)}"><summary><code>${escape(name)}</code></summary>${json(schema)}</details>`;

const titled = (title: string, value: object | undefined): string =>
  value === undefined ? '' : `<h4>${title}</h4>\n${json(value)}`;

const json = (value: object): string => `<pre>${linked(JSON.stringify(value, null, 2))}</pre>`;

/** A reference leads to the schema that it names. */
const linked = (text: string): string =>
  escape(text).replaceAll(/#\/components\/schemas\/(\w+)/g, '<a href="#schema-$1">$1</a>');

const prose = (text: string): string => escape(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>');

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
