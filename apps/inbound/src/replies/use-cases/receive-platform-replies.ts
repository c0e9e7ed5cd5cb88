import { Injectable, Logger } from '@nestjs/common';
import { PlatformReplyTexts, type EventOf, type PlatformReplyReceived } from '#contracts';
import { Clock } from '#kernel';
import { SecretBox } from '#secrets';
import { judge, reportedMail } from '../../mail/index.js';
import { recordOf, type MailRecord } from '../domain/consequences.js';
import {
  platformMatch,
  receivedFromPlatform,
  withTextHash,
  type PlatformReply,
} from '../domain/platform-reply.js';
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
    private readonly box: SecretBox,
    private readonly clock: Clock,
  ) {}

  /** A reply that was received before has no effect. */
  async execute(events: readonly EventOf<typeof PlatformReplyReceived>[]): Promise<void> {
    const known = await this.records.known(events.map(({ data }) => data.key));
    const fresh = events.filter(({ data }) => !known.has(data.key));
    await this.records.add(
      fresh.map((event) => this.record(event)),
      this.clock.now(),
    );
  }

  private record({ workspaceid, data }: EventOf<typeof PlatformReplyReceived>): MailRecord {
    const { encrypted_texts: encrypted, ...fact } = data;
    const reply = { ...fact, workspace_id: workspaceid };
    return withTextHash(recordOf(this.read(reply, encrypted), [platformMatch(reply)], this.signatures.read));
  }

  /** No reply keeps the others from being received. */
  private read(reply: PlatformReply, encrypted: string): ReadMail {
    const received = receivedFromPlatform(reply);
    try {
      const texts: unknown = JSON.parse(this.box.decrypt(encrypted, reply.key));
      const mail = reportedMail({
        ...PlatformReplyTexts.parse(texts),
        messageId: reply.message_id,
        from: reply.email,
        subject: reply.subject,
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
