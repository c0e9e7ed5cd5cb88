import { createHash } from 'node:crypto';
import { escape, json, paragraphs, prose } from './docs-html.js';
import { operationEntry } from './docs-operation.js';
import type { OpenApiDocument } from './document.js';
import { PROBLEM_EXAMPLES } from './examples/problems.js';
import type { JsonSchema } from './json-schema.js';
import { PROBLEM_TYPES, type ProblemType } from './problem-types.js';

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
${paragraphs(document.info.description)}
<p>For programs: <a href="/api/v1/openapi.json">/api/v1/openapi.json</a>, OpenAPI ${document.openapi}.</p>
<nav>${document.tags.map(({ name }) => `<a href="#${escape(name)}">${escape(name)}</a>`).join('\n')}
<a href="#problems">problems</a>
<a href="#schemas">schemas</a></nav>
${document.tags.map((tag) => section(tag, document)).join('\n')}
<h2 id="problems">problems</h2>
${Object.entries(PROBLEM_TYPES).map(problemEntry).join('\n')}
<h2 id="schemas">schemas</h2>
${Object.entries(document.components.schemas).map(schemaEntry).join('\n')}
</body>
</html>
`;

function section(
  tag: { readonly name: string; readonly description: string | undefined },
  document: OpenApiDocument,
): string {
  const { paths, components } = document;
  const entries = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([, { tags }]) => tags.includes(tag.name))
      .map(([method, operation]) => operationEntry(method, path, operation, components.responses)),
  );
  return `<h2 id="${escape(tag.name)}">${escape(tag.name)}</h2>
<p>${prose(tag.description ?? '')}</p>
${entries.join('\n')}`;
}

const problemEntry = ([code, { status, meaning }]: [string, ProblemType]): string =>
  `<details id="problem-${code}"><summary><b>${status}</b> <code>${code}</code> <span>${prose(meaning)}</span></summary>${json(PROBLEM_EXAMPLES[code])}</details>`;

const schemaEntry = ([name, schema]: [string, JsonSchema]): string =>
  `<details id="schema-${escape(name)}"><summary><code>${escape(name)}</code></summary>${json(schema)}</details>`;
