import { DomainError } from '#kernel';
import { checkShape, type ShapeBounds } from './body-shape.js';

/** Keys with which a document could change the prototype of an object that it is copied into. */
const POISON = new Set(['__proto__', 'constructor', 'prototype']);

/** Surrogate pairs, lone surrogates and every other escape, so that an escaped backslash is not mistaken for one. */
const ESCAPES = /\\(?:u(d[89ab][0-9a-f]{2})(?:\\u(d[c-f][0-9a-f]{2}))?|u(d[c-f][0-9a-f]{2})|[^])/gi;
const SURROGATE = /\\ud[89a-f]/i;

/**
 * The JSON document in a body; undefined for an empty body. @throws DomainError `malformed_json`, `payload_too_large`
 *
 * A lone surrogate (`\ud800`) becomes U+FFFD, as it would in any UTF-8 text: PostgreSQL refuses a jsonb with a lone surrogate.
 */
export function parseJsonBody(body: Buffer, bounds: ShapeBounds): unknown {
  if (body.length === 0) return undefined;

  checkShape(body, bounds);
  const document = parse(withoutLoneSurrogates(decode(body)));
  if (isPoisoned(document)) throw malformed('the body has a forbidden key');
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
    throw malformed(`the body is not valid JSON${placeOf(error)}`, error);
  }
}

const withoutLoneSurrogates = (text: string): string =>
  SURROGATE.test(text)
    ? text.replaceAll(ESCAPES, (escape: string, high?: string, low?: string, lone?: string) => {
        const unpaired = (high !== undefined && low === undefined) || lone !== undefined;
        return unpaired ? '\\ufffd' : escape;
      })
    : text;

/** `checkShape` has bounded the depth of this recursion and the number of its steps. */
function isPoisoned(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some(isPoisoned);
  return Object.entries(value).some(([key, member]) => POISON.has(key) || isPoisoned(member));
}

const malformed = (message: string, cause?: unknown): DomainError =>
  new DomainError('invalid', 'malformed_json', message, {}, { cause });

/** V8 names the place of most mistakes; it quotes the text too, which may be a secret. */
function placeOf(error: unknown): string {
  const position = /position (\d+)/.exec(String(error))?.[1];
  if (position !== undefined) return ` at position ${position}`;
  return String(error).includes('end of JSON input') ? ': it ends too early' : '';
}
