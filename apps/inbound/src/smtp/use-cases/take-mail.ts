import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { ReceivedMails, type ReceivedMail, type SignedRecipient } from '../../replies/index.js';

/** A recipient of the envelope. */
export interface EnvelopeRecipient {
  readonly address: string;
  readonly signed: SignedRecipient;
}

@Injectable()
export class TakeMail {
  constructor(
    private readonly receivedMails: ReceivedMails,
    private readonly clock: Clock,
  ) {}

  /** When it resolves, the mail is received for good for each recipient. A repeated delivery has no effect. */
  async execute(raw: Buffer, recipients: readonly EnvelopeRecipient[]): Promise<void> {
    const receivedAt = this.clock.now();
    const mails = recipients.map(({ address, signed }): ReceivedMail => ({
      workspaceId: null,
      accountId: null,
      accountEmail: null,
      recipient: signed,
      key: `smtp:${digestOf(address.toLowerCase(), raw)}`,
      raw,
      receivedAt,
    }));
    await this.receivedMails.receive(mails);
  }
}

/** A server that got no answer sends the same bytes to the same address again. */
const digestOf = (address: string, raw: Buffer): string =>
  createHash('sha256').update(`${address}\n`).update(raw).digest('hex');
