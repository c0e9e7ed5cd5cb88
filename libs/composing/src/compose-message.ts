import type { Recipient, SmtpCredentials } from '#contracts';
import { htmlToText } from './html-to-text.js';
import { hasText, type MessageField, type MessageText } from './message-text.js';

/** The visible parts of a rendered message. */
export interface ComposedMessage {
  readonly subject: string;
  readonly html: string | null;
  readonly text: string;
}

export interface MessageInput {
  readonly messageText: MessageText;
  /** Gives its subject to a follow-up that turns out to be the first message. */
  readonly threadRoot: MessageText;
  /** The subject of the thread's first message; null when none went out. */
  readonly threadSubject: string | null;
}

/** Renders the template of a field. Throws when the template fails. */
export type Render = (field: MessageField, source: string) => string;

export function composeMessage(input: MessageInput, render: Render): ComposedMessage {
  const { body_html, body_text } = input.messageText;
  const html = hasText(body_html) ? render('body_html', body_html) : null;
  const own = hasText(body_text) ? render('body_text', body_text) : '';
  const text = hasText(own) ? own : htmlToText(html ?? '');

  return { subject: oneLine(subjectOf(input, render)), html, text };
}

function subjectOf({ messageText, threadRoot, threadSubject }: MessageInput, render: Render): string {
  if (hasText(messageText.subject)) return render('subject', messageText.subject);

  return threadSubject === null ? render('subject', threadRoot.subject) : replySubject(threadSubject);
}

/**
 * The fields in which a reader would see nothing: the message must not leave. An image alone is something.
 */
export function emptyFieldsOf({ subject, html, text }: ComposedMessage): MessageField[] {
  const isEmpty = html === null ? !hasText(text) : !/<img\b/i.test(html) && htmlToText(html) === '';
  const body = isEmpty ? [html === null ? ('body_text' as const) : ('body_html' as const)] : [];

  return subject === '' ? ['subject', ...body] : body;
}

/** Adds `Re:` once: never `Re: Re:`. */
const replySubject = (subject: string): string => (/^re:/i.test(subject) ? subject : `Re: ${subject}`);

/** The variables that a template may name. */
export function templateScope(
  recipient: Recipient,
  sender: Pick<SmtpCredentials, 'email' | 'display_name'>,
  unsubscribeUrl: string,
): object {
  return {
    ...recipient,
    sender: {
      email: sender.email,
      name: sender.display_name,
      first_name: sender.display_name.split(' ')[0] ?? '',
    },
    unsubscribe_url: unsubscribeUrl,
  };
}

/** Without the control characters and halves of surrogate pairs that filters can make: PostgreSQL does not take them in JSON. */
const oneLine = (text: string): string =>
  text
    .replaceAll(/\p{Cs}/gu, '')
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim();
