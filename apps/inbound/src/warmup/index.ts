export { WarmupMails, type MailInMailbox } from './use-cases/warmup-mails.js';
