const SECRET_KEY = /authorization|password|passwd|secret|token|api[_-]?key|cookie|credential/i;
/** `postgres://user:password@host`, as it stands in messages of drivers. */
const URL_PASSWORD = /(:\/\/[^\s:/@]*:)[^\s/@]+@/g;
/** `Authorization: Bearer …`, as it stands in dumps of requests. */
const BEARER = /\b(bearer|basic)\s+[\w+/.=-]{8,}/gi;
const REDACTED = '[redacted]';
/** Deeper structures are cut: they are usually whole client objects, and may be cyclic. */
const MAX_DEPTH = 6;

/** A copy of what is to be logged without the values of keys that name secrets, at every depth. */
function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (depth === MAX_DEPTH) return '[too deep]';
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1));
  return redactFields(value, depth);
}

/** The fields of one object, redacted. */
export const redactFields = (object: object, depth = 0): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(object).map(([key, value]: [string, unknown]) => [
      key,
      SECRET_KEY.test(key) && value !== null ? REDACTED : redact(value, depth + 1),
    ]),
  );

/** A text without the password of a url in it, and without bearer tokens. */
export const redactText = (text: string): string =>
  text.replaceAll(URL_PASSWORD, `$1${REDACTED}@`).replaceAll(BEARER, `$1 ${REDACTED}`);
