import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { REQUEST_ID } from './correlation.js';
import { PROBLEM_JSON, problemOf, type Failure } from './problem.js';

const NOT_HTTP: Failure = { status: 400, code: 'bad_request', detail: 'this is not an HTTP request' };

/** By the error code of Node. */
const FAILURES: Readonly<Record<string, Failure>> = {
  HPE_INVALID_METHOD: { status: 501, code: 'not_implemented', detail: 'no address has this method' },
  HPE_HEADER_OVERFLOW: { status: 431, code: 'headers_too_large', detail: 'the headers are too large' },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    code: 'request_timeout',
    detail: 'the request did not end in time',
  },
};

/** Answers a client whose bytes are not HTTP: there is no request yet that hooks could serve. */
export function refuseConnection(
  error: Error & { readonly code?: string },
  socket: Socket,
  headers: Readonly<Record<string, string>>,
): void {
  // The client hung up, or a response has begun that this one would garble.
  if (error.code === 'ECONNRESET' || !socket.writable || socket.bytesWritten > 0) {
    socket.destroy();
    return;
  }
  socket.end(answer(FAILURES[error.code ?? ''] ?? NOT_HTTP, headers));
}

function answer(failure: Failure, headers: Readonly<Record<string, string>>): string {
  const requestId = randomUUID();
  const body = JSON.stringify(problemOf(failure, requestId));
  const head = {
    ...headers,
    [REQUEST_ID]: requestId,
    'content-type': PROBLEM_JSON,
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  };
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${failure.status} ${STATUS_CODES[failure.status]}`, ...lines, '', body].join('\r\n');
}
