import { HostRefused } from './host-refused.js';

export type HttpFailureCode =
  /** The address may not be called, or nobody knows whether it may; nothing was sent. */
  | 'address_not_allowed'
  | 'name_not_found'
  | 'connection_failed'
  | 'tls_failed'
  | 'timeout'
  /** The other side does not speak HTTP, or sends headers of more than 16 kB. */
  | 'invalid_answer'
  | 'answer_too_large'
  /** A header that HTTP does not allow, such as one with a line break. Nothing was sent. */
  | 'invalid_request';

/** A request that got no answer. The message has no word of the other side, and neither path nor headers of the request. */
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure';

  constructor(
    readonly code: HttpFailureCode,
    message: string,
    /** There was no connection to send the request on. */
    private readonly unconnected = false,
  ) {
    super(message);
  }

  /** Whether the other side cannot have read the request: it may be sent again whatever it does. */
  get nothingSent(): boolean {
    return this.unconnected || BEFORE_SENDING.includes(this.code);
  }
}

const BEFORE_SENDING: readonly HttpFailureCode[] = [
  'address_not_allowed',
  'name_not_found',
  'tls_failed',
  'invalid_request',
];

const CLOSED = 'the server closed the connection before its answer was complete';
const CLOSINGS = ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH'];
const NO_NAME = ['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL'];
const NOT_HTTP = /^(?:HPE_|UND_ERR_HEADERS_OVERFLOW$)/;
const NOT_SENDABLE = ['UND_ERR_INVALID_ARG', 'UND_ERR_NOT_SUPPORTED', 'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH'];

/** The failure that an error of Node or undici means. An error of any other kind is thrown on: it is a defect here. */
export function failureOf(error: unknown): HttpFailure {
  if (error instanceof HttpFailure) return error;
  if (error instanceof HostRefused) return new HttpFailure('address_not_allowed', error.message);
  const code = codeOf(error);
  if (NO_NAME.includes(code)) {
    return new HttpFailure('name_not_found', 'the name of the server has no address');
  }
  if (NOT_HTTP.test(code) || fieldOf(error, 'name') === 'HTTPParserError') {
    return new HttpFailure('invalid_answer', 'the answer of the server is not valid HTTP');
  }
  if (NOT_SENDABLE.includes(code)) return new HttpFailure('invalid_request', 'the request is not valid HTTP');
  if (!isOfConnection(error, code)) throw error;
  return new HttpFailure('connection_failed', reasonOf(code), fieldOf(error, 'syscall') === 'connect');
}

const isOfConnection = (error: unknown, code: string): boolean =>
  code.startsWith('UND_ERR_') || CLOSINGS.includes(code) || fieldOf(error, 'syscall') !== undefined;

function reasonOf(code: string): string {
  if (code === 'ECONNREFUSED') return 'the server refused the connection';
  return CLOSINGS.includes(code) ? CLOSED : 'the server cannot be reached';
}

/** The failure of a handshake. The codes of OpenSSL and Node name the reason, such as `CERT_HAS_EXPIRED`. */
export function handshakeFailureOf(error: unknown): HttpFailure {
  if (error instanceof HttpFailure) return error;
  const code = codeOf(error);
  return CLOSINGS.includes(code)
    ? new HttpFailure('connection_failed', 'the server closed the connection during the TLS handshake', true)
    : new HttpFailure('tls_failed', `no TLS connection with a valid certificate: ${code}`);
}

/** The failure of a request or connection that has used up its time. */
export const lateness = (timeoutMs: number): HttpFailure =>
  new HttpFailure('timeout', `the server did not answer within ${timeoutMs / 1_000} s`);

const codeOf = (error: unknown): string => {
  const code = fieldOf(error, 'code');
  return typeof code === 'string' ? code : 'unknown';
};

const fieldOf = (error: unknown, name: string): unknown =>
  typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
