import type { DialogueEnd, DialogueStage } from '../../domain/smtp-result.js';

/** The parts of nodemailer's errors that tell how a conversation ended (nodemailer 10, smtp-connection). */
interface SmtpError {
  readonly code: string | undefined;
  readonly command: string | undefined;
  readonly response: string | undefined;
  readonly message: string;
}

const STAGES: Readonly<Record<string, DialogueStage>> = {
  'MAIL FROM': 'sender',
  'RCPT TO': 'recipient',
  DATA: 'content',
};

/**
 * nodemailer says `CONN` for a connection that was lost in whatever place, so that the error alone cannot tell whether
 * the message may have been taken. That is known from its stream: the final dot is written when it has ended.
 */
export function dialogueEndOf(error: unknown, { contentSent }: { contentSent: boolean }): DialogueEnd {
  const { code, command, response, message } = partsOf(error);

  if (code === 'EAUTH') return { end: 'refused', during: 'login', reply: response ?? message };
  if (contentSent && code !== 'EMESSAGE') return broken(message, { contentSent });
  if (response !== undefined) {
    return { end: 'refused', during: STAGES[command ?? ''] ?? 'greeting', reply: response };
  }
  return broken(message, { contentSent });
}

const broken = (message: string, { contentSent }: { contentSent: boolean }): DialogueEnd => ({
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
