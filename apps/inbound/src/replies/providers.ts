import type { InboundConfig } from '../inbound.config.js';
import { MailRecords } from './persistence/mail-records.js';
import { Replies } from './persistence/replies.js';
import { ContactsConsumer } from './transport/contacts.consumer.js';
import { PlatformRepliesConsumer } from './transport/platform-replies.consumer.js';
import { RepliesController } from './transport/replies.controller.js';
import { RetentionSchedule } from './transport/retention.schedule.js';
import { DeleteOldMail, ReplyRetention } from './use-cases/delete-old-mail.js';
import { ReceivePlatformReplies } from './use-cases/receive-platform-replies.js';
import { ReceivedMails } from './use-cases/received-mails.js';
import { SendSignatures } from './use-cases/send-signatures.js';
import { UnderstandMail } from './use-cases/understand-mail.js';

export const optionsOf = ({ REPLY_RETENTION_DAYS, TRACKING_SECRET }: InboundConfig) => [
  { provide: ReplyRetention, useValue: new ReplyRetention(REPLY_RETENTION_DAYS) },
  { provide: SendSignatures, useValue: new SendSignatures(TRACKING_SECRET) },
];

export const repositories = [MailRecords, Replies];
export const useCases = [DeleteOldMail, ReceivePlatformReplies, ReceivedMails, UnderstandMail];
export const schedules = [RetentionSchedule];
export const consumers = [ContactsConsumer, PlatformRepliesConsumer];
export const controllers = [RepliesController];
