import { eventually } from '#testing';
import type { RestClient } from '../../apps/standalone/src/demo/rest-client.js';

export interface ApiResponse {
  readonly status: number;
  /** The media type alone; empty when there is none. */
  readonly type: string;
  readonly headers: Headers;
  /** Parsed when it is JSON, else the text; undefined when there is none. */
  readonly body: unknown;
}

/** Only a request that never returns takes longer, also on a busy machine. */
const DEADLINE_MS = 30_000;

type Caller = Pick<RestClient, 'baseUrl' | 'authorization'>;

/** Sends one request and returns the response of any status. A string body is sent, and text is returned, unchanged. */
export async function call(
  rest: Caller,
  method: string,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<ApiResponse> {
  const response = await fetch(`${rest.baseUrl}/api/v1/${path}`, {
    method,
    headers: {
      ...rest.authorization,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    signal: AbortSignal.timeout(DEADLINE_MS),
  });
  const type = response.headers.get('content-type')?.split(';')[0] ?? '';
  const text = type === 'text/event-stream' ? await beginningOf(response) : await response.text();
  return { status: response.status, type, headers: response.headers, body: bodyOf(text, type) };
}

/** A stream of events has no end. */
async function beginningOf({ body }: Response): Promise<string> {
  const reader = body?.getReader();
  const first = await reader?.read();
  await reader?.cancel();
  return new TextDecoder().decode(first?.value);
}

const bodyOf = (text: string, type: string): unknown =>
  type.endsWith('json') && !type.endsWith('ndjson') ? JSON.parse(text) : text || undefined;

/** Repeats the request after a 503, as a client would: on a busy machine another service may miss its deadline. */
export const callUntilAvailable = (rest: Caller, method: string, path: string): Promise<ApiResponse> =>
  eventually(async () => {
    const answer = await call(rest, method, path);
    if (answer.status === 503) throw new Error(`${method} ${path} stays unavailable`);
    return answer;
  });
