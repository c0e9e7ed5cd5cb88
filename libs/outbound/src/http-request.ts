import { once } from 'node:events';
import { request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Destination, Outbound } from './outbound.js';

export interface HttpRequest {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** For everything: look-up, connection, TLS and the whole answer. */
  readonly timeoutMs: number;
  /** A larger answer is an error: nobody reads it, and it could fill the memory. */
  readonly maxBytes: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** The place that an address of the web names. */
export function destinationOf(url: string): Destination & { readonly plain: boolean } {
  const { protocol, port, hostname } = new URL(url);
  const plain = protocol === 'http:';
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return { host, port: port === '' ? (plain ? 80 : 443) : Number(port), purpose: 'https', plain };
}

/**
 * One request to a web server that a customer names, over a connection of its own to the addresses that were checked. A
 * redirect is an answer like any other: it would lead to a place that nobody checked.
 * @throws HostRefused, or the error of the connection; its message may have words of the other side
 */
export async function httpRequest(outbound: Outbound, asked: HttpRequest): Promise<HttpAnswer> {
  const late = AbortSignal.timeout(asked.timeoutMs);
  const opening = opened(outbound, asked);
  const socket = await Promise.race([opening, lateness(late)]).catch((error: unknown) => {
    opening.then((unused) => unused.destroy()).catch(() => undefined); // the error is thrown, or came too late to matter
    throw error;
  });
  try {
    return await Promise.race([answerOver(socket, asked), lateness(late)]);
  } finally {
    socket.destroy();
  }
}

async function opened(outbound: Outbound, { url, timeoutMs }: HttpRequest): Promise<Socket> {
  const destination = destinationOf(url);
  outbound.assertNamed(destination);
  const socket = await outbound.connect(destination, timeoutMs);
  if (destination.plain) return socket;

  const { host } = destination;
  // `rejectUnauthorized` also where NODE_TLS_REJECT_UNAUTHORIZED=0 was set for something else.
  const name = isIP(host) === 0 ? { servername: host } : {};
  const secured = connectTls({
    socket,
    host,
    rejectUnauthorized: true,
    ALPNProtocols: ['http/1.1'],
    ...name,
  });
  socket.once('close', () => secured.destroy(new Error('the connection was closed')));
  try {
    await once(secured, 'secureConnect');
    return secured;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

const lateness = async (signal: AbortSignal): Promise<never> => {
  if (!signal.aborted) await once(signal, 'abort');
  throw new Error('the web server did not answer in time');
};

function answerOver(
  socket: Socket,
  { url, method, headers, body, maxBytes }: HttpRequest,
): Promise<HttpAnswer> {
  const { pathname, search, host } = new URL(url);
  return new Promise((resolve, reject) => {
    const sent = request({
      createConnection: () => socket,
      method,
      path: pathname + search,
      headers: {
        ...headers,
        host,
        connection: 'close',
        ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }),
      },
    });
    sent.on('error', reject);
    sent.on('response', (response) => {
      bodyOf(response, maxBytes).then(
        (text) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
        reject,
      );
    });
    sent.end(body);
  });
}

async function bodyOf(response: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw new Error(`the answer of the web server is larger than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
