import type { RestClient } from '../../apps/standalone/src/demo/rest-client.js';

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly headers: Headers;
  readonly body: unknown;
}

type Caller = Pick<RestClient, 'baseUrl' | 'authorization'>;

/** One request whose answer is looked at whatever its status. A string body goes out as it is. */
export async function call(rest: Caller, method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(`${rest.baseUrl}/api/v1/${path}`, {
    method,
    headers: { ...rest.authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    type: response.headers.get('content-type')?.split(';')[0] ?? '',
    headers: response.headers,
    body: text === '' ? undefined : JSON.parse(text),
  };
}
