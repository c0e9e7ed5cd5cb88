import { DomainError } from '#kernel';

/** Deeper than any of our documents. A very deep document would overflow the stack when it is written again. */
const MAX_DEPTH = 32;

/** Keys with which a document could change the prototype of an object that it is copied into. */
const POISON = new Set(['__proto__', 'constructor', 'prototype']);

/** Surrogate pairs, lone surrogates and every other escape, so that an escaped backslash is not mistaken for one. */
const ESCAPES = /\\(?:u(d[89ab][0-9a-f]{2})(?:\\u(d[c-f][0-9a-f]{2}))?|u(d[c-f][0-9a-f]{2})|[^])/gi;
const SURROGATE = /\\ud[89a-f]/i;

/**
 * The JSON document in a body; undefined for an empty body. Throws a `malformed_json`.
 *
 * A lone surrogate (`\ud800`) becomes U+FFFD, as it would in any UTF-8 text: PostgreSQL refuses a jsonb with a lone surrogate.
 */
export function parseJsonBody(body: Buffer): unknown {
  if (body.length === 0) return undefined;

  const document = parse(withoutLoneSurrogates(decode(body)));
  const flaw = flawIn(document);
  if (flaw !== undefined) throw malformed(flaw);
  return document;
}

function decode(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch (error) {
    throw malformed('the body is not UTF-8', error);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw malformed('the body is not valid JSON', error);
  }
}

const withoutLoneSurrogates = (text: string): string =>
  SURROGATE.test(text)
    ? text.replaceAll(ESCAPES, (escape: string, high?: string, low?: string, lone?: string) => {
        const unpaired = (high !== undefined && low === undefined) || lone !== undefined;
        return unpaired ? '\\ufffd' : escape;
      })
    : text;

/** Level by level: a hostile document would overflow the stack of a recursion. */
function flawIn(document: unknown): string | undefined {
  let level = containers([document]);
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) return `the body is nested deeper than ${MAX_DEPTH} levels`;
    if (level.some(isPoisoned)) return 'the body has a forbidden key';
    level = level.flatMap((container) => containers(Object.values(container)));
  }
  return undefined;
}

const containers = (values: readonly unknown[]): object[] =>
  values.filter((value) => typeof value === 'object' && value !== null);

const isPoisoned = (container: object): boolean =>
  !Array.isArray(container) && Object.keys(container).some((key) => POISON.has(key));

const malformed = (message: string, cause?: unknown): DomainError =>
  new DomainError('invalid', 'malformed_json', message, {}, { cause });
