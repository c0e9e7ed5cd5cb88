import { Injectable, Logger } from '@nestjs/common';
import { DomainError } from '#kernel';
import { ReceivedMails, type ReceivedMail } from '../../replies/index.js';

const UNPROCESSED = 'this program failed to process it';

/** Hands mails over for good, so that one that nothing can process does not keep the next ones of its mailbox waiting. */
@Injectable()
export class HandOverMails {
  private readonly logger = new Logger(HandOverMails.name);

  constructor(private readonly receivedMails: ReceivedMails) {}

  /** Rejects when a store or a service is away: the same mails may be given again. */
  async execute(mails: readonly ReceivedMail[]): Promise<void> {
    if (mails.length === 0) return;
    try {
      await this.receivedMails.receive(mails);
    } catch (error) {
      if (isPassing(error)) throw error;
      for (const mail of mails) await this.handOverAlone(mail);
    }
  }

  private async handOverAlone(mail: ReceivedMail): Promise<void> {
    try {
      await this.receivedMails.receive([mail]);
    } catch (error) {
      if (isPassing(error)) throw error;
      this.logger.error(`${mail.key} is kept as unreadable: ${UNPROCESSED}`, error);
      await this.receivedMails.receive([{ ...mail, raw: { unreadable: UNPROCESSED } }]);
    }
  }
}

const isPassing = (error: unknown): boolean => error instanceof DomainError && error.kind === 'unavailable';
