import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { MailRecords } from '../persistence/mail-records.js';
import { Replies } from '../persistence/replies.js';

const DAY_MS = 86_400_000;
/** A mail that is found again later has its consequences again: no mailbox is read so far back. */
const RECORD_DAYS = 90;

export class ReplyRetention {
  constructor(readonly days: number) {}
}

@Injectable()
export class DeleteOldMail {
  constructor(
    private readonly records: MailRecords,
    private readonly replies: Replies,
    private readonly retention: ReplyRetention,
    private readonly clock: Clock,
  ) {}

  /** The replies stay, without their texts. */
  async execute(): Promise<void> {
    await this.replies.deleteTexts(this.daysAgo(this.retention.days));
    await this.records.deleteOld(this.daysAgo(RECORD_DAYS));
    await this.replies.forgetDeletions(this.daysAgo(RECORD_DAYS));
  }

  private daysAgo(days: number): Date {
    return new Date(this.clock.now().getTime() - days * DAY_MS);
  }
}
