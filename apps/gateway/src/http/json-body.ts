import { DomainError, validationError } from '#kernel';
import { checkShape, type ShapeBounds } from './body-shape.js';
import { unusableKeys, unusableParts } from './unusable-parts.js';

/**
 * The JSON document in a body; undefined for an empty body.
 *
 * @throws DomainError `malformed_json`, `payload_too_large`, `validation_error` for a text or a key that no field can have
 */
export function parseJsonBody(body: Buffer, bounds: ShapeBounds): unknown {
  if (body.length === 0) return undefined;

  checkShape(body, bounds);
  const document = parse(decode(body));
  const errors = bounds.rows === 'checked_alone' ? unusableKeys(document) : unusableParts(document);
  if (errors.length > 0) throw validationError(errors);
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

const malformed = (message: string, cause?: unknown): DomainError =>
  new DomainError('invalid', 'malformed_json', message, {}, { cause });

/** V8 names the place of most mistakes; it quotes the text too, which may be a secret. */
function placeOf(error: unknown): string {
  const position = /position (\d+)/.exec(String(error))?.[1];
  if (position !== undefined) return ` at position ${position}`;
  return String(error).includes('end of JSON input') ? ': it ends too early' : '';
}
