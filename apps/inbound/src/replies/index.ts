export type { ReceivedMail } from './domain/received-mail.js';
export { ReceivedMails } from './use-cases/received-mails.js';
