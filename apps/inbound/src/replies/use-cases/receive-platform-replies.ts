import { Injectable, Logger } from '@nestjs/common';
import type { EventOf, PlatformReplyReceived } from '#contracts';
import { Clock } from '#kernel';
import { judge, reportedMail } from '../../mail/index.js';
import { recordOf, type MailRecord } from '../domain/consequences.js';
import { platformMatch, receivedFromPlatform, type PlatformReply } from '../domain/platform-reply.js';
import type { ReadMail } from '../domain/read-mail.js';
import { MailRecords } from '../persistence/mail-records.js';
import { SendSignatures } from './send-signatures.js';

/** Judges and stores replies that platforms have received, with all that follows from one in a mailbox. */
@Injectable()
export class ReceivePlatformReplies {
  private readonly logger = new Logger(ReceivePlatformReplies.name);

  constructor(
    private readonly records: MailRecords,
    private readonly signatures: SendSignatures,
    private readonly clock: Clock,
  ) {}

  /** A reply that was received before has no effect. */
  async execute(events: readonly EventOf<typeof PlatformReplyReceived>[]): Promise<void> {
    const replies = events.map(({ workspaceid, data }) => ({ ...data, workspace_id: workspaceid }));
    const known = await this.records.known(replies.map(({ key }) => key));
    const fresh = replies.filter(({ key }) => !known.has(key));
    await this.records.add(
      fresh.map((reply) => this.record(reply)),
      this.clock.now(),
    );
  }

  private record(reply: PlatformReply): MailRecord {
    return recordOf(this.read(reply), [platformMatch(reply)], this.signatures.read);
  }

  /** No reply keeps the others from being received. */
  private read(reply: PlatformReply): ReadMail {
    const received = receivedFromPlatform(reply);
    try {
      const mail = reportedMail({
        messageId: reply.message_id,
        from: reply.email,
        subject: reply.subject,
        text: reply.text,
        html: reply.html,
        date: received.receivedAt,
        automatic: reply.automatic,
      });
      return { received, mail, judgement: judge(mail, { now: received.receivedAt }) };
    } catch (error) {
      // The message of the error may quote the reply.
      const name = error instanceof Error ? error.name : typeof error;
      this.logger.error(`the reply ${reply.key} cannot be read: ${name}`);
      return { received, unreadable: `it cannot be read: ${name}` };
    }
  }
}
