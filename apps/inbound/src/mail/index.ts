export type {
  IgnoredReason,
  Judgement,
  OriginalMail,
  ReplyIntent,
  ReportedRecipient,
} from './domain/judgement.js';
export { judge } from './domain/judge.js';
export { MAX_MAIL_BYTES, type Mail, type Unreadable } from './domain/mail.js';
export { oneLine } from './reading/plain.js';
export { readMail } from './reading/read-mail.js';
export { reportedMail, type MailReport } from './reading/reported-mail.js';
