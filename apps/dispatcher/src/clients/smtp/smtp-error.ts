import type { SmtpResult, SmtpStage } from '../../domain/smtp-result.js';

/** The parts of nodemailer's errors that say how a conversation ended (nodemailer 10, smtp-connection). */
interface SmtpError {
  readonly code: string | undefined;
  readonly command: string | undefined;
  readonly response: string | undefined;
  readonly message: string;
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
export function smtpResultOf(error: unknown, { contentSent }: { contentSent: boolean }): SmtpResult {
  const { code, command, response, message } = partsOf(error);

  if (code === 'EAUTH') return { end: 'refused', during: 'login', reply: response ?? message };
  if (contentSent && code !== 'EMESSAGE') return broken(message, { contentSent });
  if (response !== undefined) {
    return { end: 'refused', during: STAGES[command ?? ''] ?? 'greeting', reply: response };
  }
  return broken(message, { contentSent });
}

const broken = (message: string, { contentSent }: { contentSent: boolean }): SmtpResult => ({
  end: 'broken',
  contentSent,
  connectionRefused: message.includes('ECONNREFUSED'),
  message,
});

function partsOf(error: unknown): SmtpError {
  const text = (name: string): string | undefined => {
    const value: unknown = error instanceof Error ? Reflect.get(error, name) : undefined;
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  return {
    code: text('code'),
    command: text('command'),
    response: text('response'),
    message: error instanceof Error ? error.message : String(error),
  };
}
