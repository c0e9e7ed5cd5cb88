import { escape, json, paragraphs, prose, shortJson, titled } from './docs-html.js';
import type { Operation } from './operation.js';
import type { Content, Response, Responses } from './responses.js';

/** One operation, which opens at a click. `shared` are the answers that it may refer to. */
export const operationEntry = (
  method: string,
  path: string,
  operation: Operation,
  shared: Readonly<Record<string, Response>>,
): string => `<details id="${operation.operationId}">
<summary><b>${method.toUpperCase()}</b> <code>${escape(path)}</code> <span>${prose(operation.summary)}</span></summary>
${operation.description === undefined ? '' : paragraphs(operation.description)}
${titled('Parameters', parameterTable(operation.parameters))}
${operation.requestBody === undefined ? '' : titled('Body', body(operation.requestBody.content))}
<h4>Answers</h4>
${answers(operation.responses, shared)}
</details>`;

function parameterTable(parameters: Operation['parameters']): string {
  const rows = parameters.flatMap((parameter) =>
    '$ref' in parameter
      ? []
      : [
          `<tr><th>${parameter.name}</th><td>${prose(parameter.description ?? '')}</td><td>${shortJson(parameter.schema)}</td></tr>`,
        ],
  );
  return rows.length === 0 ? '' : `<table>${rows.join('\n')}</table>`;
}

const body = (content: Content): string =>
  Object.entries(content)
    .map(([mediaType, { schema, example }]) => {
      const shown = typeof example === 'string' ? `<pre>${escape(example)}</pre>` : json(example);
      return `<p>${mediaType}: ${shortJson(schema)}</p>\n${shown}`;
    })
    .join('\n');

const codes = ({ 'application/problem+json': problem }: Content): string =>
  Object.keys(problem?.examples ?? {})
    .map((code) => `<a href="#problem-${code}">${code}</a>`)
    .join(', ');

/** What was asked for is shown whole; problems are told once, in a section of their own. */
function answers(responses: Responses, shared: Readonly<Record<string, Response>>): string {
  const all = Object.entries(responses).map(([status, response]): [string, Response | undefined] => [
    status,
    '$ref' in response ? shared[response.$ref.split('/').at(-1) ?? ''] : response,
  ]);
  const good = all.filter(([status]) => status < '300');
  const bad = all.filter(([status]) => status >= '300');
  return [
    ...good.map(([status, response]) => `<p><b>${status}</b></p>\n${body(response?.content ?? {})}`),
    `<table>${bad.map(([status, response]) => `<tr><th>${status}</th><td>${codes(response?.content ?? {})}</td></tr>`).join('\n')}</table>`,
  ].join('\n');
}
