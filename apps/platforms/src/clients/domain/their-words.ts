const MAX_CHARACTERS = 300;
const URL_LIKE = /\bhttps?:\/\/\S+/gi;
const MASK = '…';

/** The reason that an error's body tells, without secrets and addresses, cut. Undefined where it tells none. */
export function theirWords(body: unknown, secrets: readonly string[]): string | undefined {
  const said = messageIn(body);
  if (said === undefined) return undefined;
  const hidden = secrets.filter((secret) => secret !== '').reduce(hide, said);
  const words = hidden.replaceAll(URL_LIKE, MASK).replaceAll(/\s+/g, ' ').trim();
  return words === '' ? undefined : words.slice(0, MAX_CHARACTERS);
}

/** The secret as it is, and as it is written in a URL. */
const hide = (text: string, secret: string): string =>
  text.replaceAll(secret, MASK).replaceAll(encodeURIComponent(secret), MASK);

const FIELDS = ['message', 'error', 'errors', 'detail', 'reason'];

/** The first text in the fields in which APIs put it: `{error: {message}}`, `{errors: ['…']}`, `{message}`. */
function messageIn(body: unknown, depth = 0): string | undefined {
  if (typeof body === 'string') return body;
  if (typeof body !== 'object' || body === null || depth > 3) return undefined;
  const inner: unknown[] = Array.isArray(body)
    ? body
    : FIELDS.map((name): unknown => Reflect.get(body, name));
  for (const value of inner) {
    const said = messageIn(value, depth + 1);
    if (said !== undefined) return said;
  }
  return undefined;
}
