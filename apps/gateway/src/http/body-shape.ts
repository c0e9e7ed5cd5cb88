import { DomainError } from '#kernel';

/** Deeper than any of our documents. A very deep document would overflow the stack when it is written again. */
const MAX_DEPTH = 32;

export interface ShapeBounds {
  /** Objects and lists. */
  readonly containers: number;
  readonly values: number;
  /** A row with a wrong text fails alone, where it is checked; elsewhere the whole body is refused. */
  readonly rows?: 'checked_alone';
}

/** The validation of 20,000 wrong values takes a tenth of a second; a sequence has some hundred. */
export const DOCUMENT: ShapeBounds = { containers: 5_000, values: 20_000 };

/** Twice the parts of a thousand contacts with ten objects each, and of 100,000 contacts to enroll. */
export const BULK: ShapeBounds = { containers: 20_000, values: 200_000, rows: 'checked_alone' };

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

/**
 * Refuses a JSON text with more or deeper parts than any of our documents, before it is parsed: parsing and validation
 * cost by the part, not by the byte: 7 MB of empty objects took 2.9 s. One pass over 8 MB takes 20 ms at most; a text that is no JSON is left to the parser.
 *
 * @throws DomainError `malformed_json`, `payload_too_large`
 */
export function checkShape(body: Buffer, bounds: ShapeBounds): void {
  let [depth, containers, values] = [0, 0, 0];
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at] ?? 0;
    if (byte === QUOTE) at = endOfText(body, at);
    else if (byte === COMMA) values += 1;
    else if (OPENING.has(byte)) {
      depth += 1;
      containers += 1;
      if (depth > MAX_DEPTH) throw TOO_DEEP;
    } else if (CLOSING.has(byte)) depth -= 1;
  }
  if (containers > bounds.containers) throw tooMany(bounds.containers, 'objects and lists');
  if (values > bounds.values) throw tooMany(bounds.values, 'values');
}

/** The place of the closing quote. */
function endOfText(body: Buffer, start: number): number {
  let at = start + 1;
  while (at < body.length && body[at] !== QUOTE) at += body[at] === BACKSLASH ? 2 : 1;
  return at;
}

const TOO_DEEP = new DomainError(
  'invalid',
  'malformed_json',
  `the body is nested deeper than ${MAX_DEPTH} levels`,
);

const tooMany = (limit: number, parts: string): DomainError =>
  new DomainError(
    'too_large',
    'payload_too_large',
    `the body has more than ${limit.toLocaleString('en-US')} ${parts}: send it in several requests`,
  );
