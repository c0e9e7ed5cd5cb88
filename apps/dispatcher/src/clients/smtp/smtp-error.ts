import { withoutCredentials, type Login } from '#outbound';
import type { SmtpResult, SmtpStage } from '../../domain/smtp-result.js';

/** The parts of nodemailer's errors that say how a conversation ended (nodemailer 10, smtp-connection). */
interface SmtpError {
  readonly code: string | undefined;
  readonly originalCode: string | undefined;
  readonly command: string | undefined;
  readonly response: string | undefined;
  readonly message: string;
}

interface Ending {
  /** The whole message was written. */
  readonly contentSent: boolean;
  /** Hidden in everything that the server said. */
  readonly login: Login;
}

const STAGES: Readonly<Record<string, SmtpStage>> = {
  'MAIL FROM': 'sender',
  'RCPT TO': 'recipient',
  DATA: 'content',
};

/**
 * nodemailer reports `CONN` wherever a connection was lost, so the error alone does not say whether the server may have
 * accepted the message. The stream says it: nodemailer writes the final dot after the stream has ended.
 */
export function smtpResultOf(error: unknown, { contentSent, login }: Ending): SmtpResult {
  const failure = partsOf(error);
  const { code, command } = failure;
  const reply = smtpReplyOf(failure, login);

  if (code === 'EAUTH' && failure.response === undefined) {
    return { end: 'refused', during: 'login', reply: failure.message };
  }
  if (reply === undefined || isTlsFailure(error)) return broken(reasonOf(failure, login), contentSent);
  if (contentSent && code !== 'EMESSAGE') return broken(reply, contentSent);
  const during = code === 'EAUTH' ? 'login' : (STAGES[command ?? ''] ?? 'greeting');
  return { end: 'refused', during, reply };
}

/** Node's codes of handshakes and certificates; `ETLS` is nodemailer's, of a server without STARTTLS. */
const TLS_CODE =
  /^(?:ETLS|EPROTO|ERR_SSL_.*|ERR_TLS_.*|CERT_.*|CRL_.*|DEPTH_ZERO_.*|SELF_SIGNED_.*|UNABLE_TO_.*|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE)$/;

/** Whether no session with TLS and a valid certificate came about. */
export function isTlsFailure(error: unknown): boolean {
  const { code, originalCode } = partsOf(error);
  return [code, originalCode].some((each) => each !== undefined && TLS_CODE.test(each));
}

const broken = (message: string, contentSent: boolean): SmtpResult => ({
  end: 'broken',
  contentSent,
  connectionRefused: message.includes('ECONNREFUSED'),
  message,
});

/** More than the longest stored message needs: a server may send a megabyte. */
const MAX_REPLY = 4_000;
const REPLY_LINE = /^\d{3}(?:[ -]|$)/;

/** The lines of an SMTP reply. Undefined for any other text: it is the banner of a service that has nothing to do with mail. */
function smtpReplyOf({ response = '' }: SmtpError, login: Login): string | undefined {
  const lines = response.slice(0, MAX_REPLY).split(/\r?\n/);
  if (!REPLY_LINE.test(lines[0] ?? '')) return undefined;

  return withoutCredentials(lines.filter((line) => REPLY_LINE.test(line)).join('\n'), login);
}

/** nodemailer's messages repeat the response, which may be the banner of any service. */
function reasonOf({ code, response, message }: SmtpError, login: Login): string {
  if (response === undefined) return withoutCredentials(message.slice(0, MAX_REPLY), login);
  return code === 'ETLS' ? NO_STARTTLS : 'the server did not answer as SMTP servers do';
}

const NO_STARTTLS = 'the server does not offer STARTTLS, and smtp.require_tls asks for it';

function partsOf(error: unknown): SmtpError {
  const text = (name: string): string | undefined => {
    const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  return {
    code: text('code'),
    originalCode: text('originalCode'),
    command: text('command'),
    response: text('response'),
    message: text('message') ?? String(error),
  };
}
