import { theirWords } from './their-words.js';

/** An answer of a platform as it came. */
export interface RawAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

export type AnswerKind =
  'ok' | 'credentials_refused' | 'rate_limited' | 'unavailable' | 'not_found' | 'rejected';

/** The meaning of an answer. `message` is absent for `ok`. */
export interface Meaning {
  readonly kind: AnswerKind;
  /** Parsed JSON; undefined for an empty body. */
  readonly body: unknown;
  readonly message: string;
}

/**
 * A page in HTML is never an answer of an API, whatever its status: during maintenance proxies answer with 200, 403 or 404,
 * and neither may end a connection or make a campaign count as deleted.
 */
export function meaningOf({ status, contentType, text }: RawAnswer, secrets: readonly string[]): Meaning {
  const json = jsonOf(text) ?? refusalOf(status, contentType, text);
  if (status === 429) return told('rate_limited', status, json?.value, secrets);
  if (isPassing(status)) return told('unavailable', status, json?.value, secrets);
  if (json === undefined || /\bhtml\b/i.test(contentType)) {
    const message = `the platform answered ${status} with something that is not JSON`;
    return { kind: 'unavailable', body: undefined, message };
  }
  return told(kindOf(status), status, json.value, secrets);
}

const isPassing = (status: number): boolean => status >= 500 || status === 408 || status === 425;

function kindOf(status: number): AnswerKind {
  if (status >= 200 && status < 300) return 'ok';
  if (status === 401 || status === 403) return 'credentials_refused';
  if (status === 404 || status === 410) return 'not_found';
  return status >= 400 ? 'rejected' : 'unavailable'; // a redirect is followed by nobody
}

function told(kind: AnswerKind, status: number, body: unknown, secrets: readonly string[]): Meaning {
  const words = theirWords(body, secrets);
  return { kind, body, message: `the platform answered ${status}${words === undefined ? '' : `: ${words}`}` };
}

/** Some refuse in plain text. */
function refusalOf(
  status: number,
  contentType: string,
  text: string,
): { readonly value: unknown } | undefined {
  return status >= 400 && /^text\/plain\b/i.test(contentType) ? { value: text } : undefined;
}

function jsonOf(text: string): { readonly value: unknown } | undefined {
  if (text.trim() === '') return { value: undefined };
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
