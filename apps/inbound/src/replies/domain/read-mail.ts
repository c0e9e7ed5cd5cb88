import type { Judgement } from '../../mail/domain/judgement.js';
import type { Mail } from '../../mail/domain/mail.js';
import type { ReceivedMail } from './received-mail.js';

/** A received mail that could be read, and what it is. */
export interface UnderstoodMail {
  readonly received: ReceivedMail;
  readonly mail: Mail;
  readonly judgement: Judgement;
}

/** A received mail that nothing can be said about, and why. */
export interface UnreadableMail {
  readonly received: ReceivedMail;
  readonly unreadable: string;
}

export type ReadMail = UnderstoodMail | UnreadableMail;
