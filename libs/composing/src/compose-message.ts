import type { Recipient, Transport } from '#contracts';
import { filled, type Copy, type CopyField } from './copy.js';
import { htmlToText } from './html-to-text.js';

/** What a reader sees of a message. */
export interface Message {
  readonly subject: string;
  readonly html: string | null;
  readonly text: string;
}

export interface Wording {
  readonly copy: Copy;
  /** What its thread begins with: its subject is taken by a follow-up that turns out to be the first message. */
  readonly opening: Copy;
  /** The subject of the thread's first message; null when none went out. */
  readonly threadSubject: string | null;
}

/** Renders the template of a field. Throws for one that fails. */
export type Render = (field: CopyField, source: string) => string;

export function composeMessage({ copy, opening, threadSubject }: Wording, render: Render): Message {
  const html = filled(copy.body_html) ? render('body_html', copy.body_html) : null;
  const text = filled(copy.body_text) ? render('body_text', copy.body_text) : htmlToText(html ?? '');

  return { subject: oneLine(subjectOf({ copy, opening, threadSubject }, render)), html, text };
}

function subjectOf({ copy, opening, threadSubject }: Wording, render: Render): string {
  if (filled(copy.subject)) return render('subject', copy.subject);

  return threadSubject === null ? render('subject', opening.subject) : replySubject(threadSubject);
}

/** `Re:` of what the thread began with; never `Re: Re:`. */
const replySubject = (subject: string): string => (/^re:/i.test(subject) ? subject : `Re: ${subject}`);

/** What templates may speak of. */
export function scopeOf(
  recipient: Recipient,
  sender: Pick<Transport, 'email' | 'display_name'>,
  unsubscribeUrl: string | null,
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

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
