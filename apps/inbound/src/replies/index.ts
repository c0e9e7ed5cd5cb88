export type { ReceivedMail, SignedRecipient } from './domain/received-mail.js';
export { ReceivedMails } from './use-cases/received-mails.js';
export { SendSignatures } from './use-cases/send-signatures.js';
