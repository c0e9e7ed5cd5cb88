import { Injectable, Logger } from '@nestjs/common';
import pLimit from 'p-limit';
import { judge, readMail } from '../../mail/index.js';
import type { ReadMail } from '../domain/read-mail.js';
import type { ReceivedMail } from '../domain/received-mail.js';

/** A parsed mail takes several times its size: of 25 MB in a hundred mailboxes at once, no memory would be left. */
const AT_ONCE = 2;

@Injectable()
export class UnderstandMail {
  private readonly logger = new Logger(UnderstandMail.name);
  private readonly limit = pLimit(AT_ONCE);

  /** Reads and judges the mail. Never rejects, so that no mail keeps the next one from being read. */
  execute(received: ReceivedMail): Promise<ReadMail> {
    return this.limit(() => this.understood(received));
  }

  private async understood(received: ReceivedMail): Promise<ReadMail> {
    const { raw, receivedAt } = received;
    if (!Buffer.isBuffer(raw)) return { received, unreadable: raw.unreadable };
    try {
      const mail = await readMail(raw);
      if ('unreadable' in mail) return { received, unreadable: mail.unreadable };
      return { received, mail, judgement: judge(mail, { now: receivedAt }) };
    } catch (error) {
      // The message of the error may quote the mail.
      const name = error instanceof Error ? error.name : typeof error;
      this.logger.error(`the mail ${received.key} cannot be read: ${name}`);
      return { received, unreadable: `it cannot be read: ${name}` };
    }
  }
}
