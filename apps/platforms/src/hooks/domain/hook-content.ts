/** The document in the body of a hook, for the parser of its platform; or why there is none. */
export type HookContent = { readonly documents: readonly unknown[] } | { readonly unreadable: string };

const FORM = /^application\/x-www-form-urlencoded\b/i;

/** JSON, whatever its media type says, or a form. A list holds several hooks. */
export function contentOf(contentType: string, body: string): HookContent {
  const document = parsed(body) ?? (FORM.test(contentType) ? formOf(body) : undefined);
  if (document === undefined) return { unreadable: 'the body is neither JSON nor a form' };
  return { documents: Array.isArray(document) ? document : [document] };
}

interface HookText {
  readonly content_type: string;
  readonly body: string;
}

/**
 * The hook without these fields, wherever they are. A body without them stays as it came; of one that nobody can read the part
 * before the first of them is kept.
 */
export function withoutFields<Hook extends HookText>(hook: Hook, names: readonly string[]): Hook {
  const places = names.map((name) => hook.body.indexOf(name)).filter((place) => place >= 0);
  if (places.length === 0) return hook;
  const body = rewritten(hook, names);
  return body === undefined
    ? { ...hook, body: hook.body.slice(0, Math.min(...places)) }
    : { ...hook, content_type: 'application/json', body };
}

/**
 * Undefined where nobody can read the body, or it is nested too deep to be written again: one that is refused would take
 * the hooks of others with it, which share its request.
 */
function rewritten({ content_type, body }: HookText, names: readonly string[]): string | undefined {
  const content = contentOf(content_type, body);
  if ('unreadable' in content) return undefined;
  try {
    return JSON.stringify(content.documents, (name, value: unknown) =>
      names.includes(name) ? undefined : value,
    );
  } catch {
    return undefined;
  }
}

/** The fields of a form; some senders put a whole document into one of them. */
function formOf(body: string): unknown {
  const fields = [...new URLSearchParams(body)].map(([name, value]) => [name, storableText(value)] as const);
  const [first] = fields;
  const inside = fields.length === 1 && first !== undefined ? parsed(first[1]) : undefined;
  return inside ?? Object.fromEntries(fields);
}

function parsed(text: string): unknown {
  try {
    const document: unknown = JSON.parse(text, storable);
    return typeof document === 'object' && document !== null ? document : undefined;
  } catch {
    return undefined;
  }
}

const storable = (_: string, value: unknown): unknown =>
  typeof value === 'string' ? storableText(value) : value;

/** Without what PostgreSQL’s text and JSON cannot hold: U+0000 and halves of characters. */
const storableText = (text: string): string => text.replaceAll('\0', '').replaceAll(/\p{Cs}/gu, '\uFFFD');
