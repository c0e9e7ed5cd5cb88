import addFormats from 'ajv-formats';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { z } from 'zod';
import { apiDocument, operationsIn, type ApiOperation, type JsonSchema } from './api-operations.js';
import type { ApiResponse } from './call.js';

interface ContractOptions {
  /** Whether the system limits requests: without limits there are no headers about them. */
  readonly rateLimits?: 'on' | 'off';
}

/**
 * Checks responses against the document of the running system. Stricter than a client may be: a field that no schema
 * names is a flaw too.
 */
export class ApiContract {
  readonly operations: readonly ApiOperation[];
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true });

  private constructor(
    document: JsonSchema,
    private readonly optionalHeaders: RegExp,
  ) {
    this.operations = operationsIn(document);
    addFormats.default(this.ajv);
    this.ajv.addSchema(closed(document), 'api');
  }

  static async of(baseUrl: string, { rateLimits = 'off' }: ContractOptions = {}): Promise<ApiContract> {
    const optional = rateLimits === 'on' ? ONLY_WHEN_REPEATED : ONLY_WHEN_COUNTED;
    return new ApiContract(await apiDocument(baseUrl), optional);
  }

  /** The documented route of a request, e.g. `campaigns/{id}/launch` for the launch of one. */
  operation(method: string, path: string): ApiOperation {
    const words = wordsOf(path);
    const found = this.operations.find(
      (one) => one.method === method && isAt(wordsOf(one.path), words) && !this.isNamed(method, words, one),
    );
    if (found === undefined) throw new Error(`the document has no ${method} ${path}`);
    return found;
  }

  /** The differences of a response from the document; empty when there are none. */
  flaws(
    operation: ApiOperation,
    answer: Pick<ApiResponse, 'status' | 'type' | 'headers' | 'body'>,
  ): string[] {
    const { status, type, headers, body } = answer;
    const documented = operation.responses[status];
    if (documented === undefined) return [`status ${status} is not documented`];

    const missing = Object.keys(documented.headers).filter(
      (name) => !headers.has(name) && !this.optionalHeaders.test(name),
    );
    return [
      ...missing.map((name) => `the header ${name} is missing`),
      ...this.bodyFlaws(operation, String(status), type, body),
    ];
  }

  private bodyFlaws(operation: ApiOperation, status: string, type: string, body: unknown): string[] {
    const content = operation.responses[status]?.content ?? {};
    if (Object.keys(content).length === 0) return body === undefined ? [] : [`a ${status} has no body`];
    const documented = content[type];
    if (documented === undefined) return [`a ${status} of the type "${type}" is not documented`];
    if (type === 'text/csv') return columnFlaws(body, documented.example);
    if (!type.endsWith('json')) return [];

    const validate = this.validator(operation, status, type);
    return validate(body) ? [] : [this.ajv.errorsText(validate.errors, { dataVar: status })];
  }

  private validator({ method, path }: ApiOperation, status: string, type: string): ValidateFunction {
    const place = ['paths', `/api/v1/${path}`, method.toLowerCase(), 'responses', status, 'content', type];
    const pointer = [...place, 'schema'].map(escaped).join('/');
    const validate = this.ajv.getSchema(`api#/${pointer}`);
    if (validate === undefined) throw new Error(`no schema at ${pointer}`);
    return validate;
  }

  /** Whether the words name another route: `contacts/bulk` is no contact with that id. */
  private isNamed(method: string, words: readonly string[], { path }: ApiOperation): boolean {
    return (
      path.includes('{') &&
      this.operations.some((one) => one.method === method && one.path === words.join('/'))
    );
  }
}

/** The columns of events precede those of the example. */
function columnFlaws(body: unknown, example: unknown): string[] {
  const [columns = '', documented = ''] = [body, example].map((text) => String(text).split('\r\n')[0]);
  return columns.replace('event,event_at,', '') === documented ? [] : [`its columns are ${columns}`];
}

const ONLY_WHEN_REPEATED = /^idempotent-replayed$/i;
const ONLY_WHEN_COUNTED = /^(idempotent-replayed|x-ratelimit-.*)$/i;

const Components = z.looseObject({ schemas: z.unknown() });

const wordsOf = (path: string): string[] => (path.split('?')[0] ?? '').replace(/\/$/, '').split('/');

const isAt = (pattern: readonly string[], words: readonly string[]): boolean =>
  pattern.length === words.length &&
  pattern.every((word, place) => word.startsWith('{') || word === words[place]);

/** Escapes a word for a JSON Pointer in a URI. */
const escaped = (word: string): string =>
  encodeURIComponent(word.replaceAll('~', '~0').replaceAll('/', '~1'));

/** Forbids unnamed fields in the schemas of responses. Schemas of requests stay unchanged. */
const closed = (document: JsonSchema): JsonSchema => {
  const components = Components.parse(document['components']);
  return { ...document, components: { ...components, schemas: withoutFurtherFields(components.schemas) } };
};

function withoutFurtherFields(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutFurtherFields);
  if (typeof node !== 'object' || node === null) return node;

  const copy = Object.fromEntries(
    Object.entries(node).map(([name, value]) => [name, withoutFurtherFields(value)]),
  );
  const isOpen = copy['type'] === 'object' && 'properties' in copy && !('additionalProperties' in copy);
  return isOpen ? { ...copy, additionalProperties: false } : copy;
}
