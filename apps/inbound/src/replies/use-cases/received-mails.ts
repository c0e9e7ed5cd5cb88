import { Injectable } from '@nestjs/common';
import { FindSentMessages, MAX_SENT_MESSAGE_QUERIES, type SentMessage } from '#contracts';
import { Clock } from '#kernel';
import { batchesOf, RpcClient } from '#messaging';
import type { AnsweredMessage } from '../domain/answered-message.js';
import { recordOf, type MailRecord } from '../domain/consequences.js';
import { lookupsOf, matchesOf, MAX_LOOKUPS, type Lookup } from '../domain/matching.js';
import type { ReadMail } from '../domain/read-mail.js';
import type { ReceivedMail } from '../domain/received-mail.js';
import { MailRecords } from '../persistence/mail-records.js';
import { SendSignatures } from './send-signatures.js';
import { UnderstandMail } from './understand-mail.js';

/** One request finds the messages that all mails of a batch are about. */
const BATCH = {
  maxItems: Math.floor(MAX_SENT_MESSAGE_QUERIES / MAX_LOOKUPS),
  maxBytes: 33_554_432,
  bytesOf: ({ raw }: ReceivedMail): number => (Buffer.isBuffer(raw) ? raw.length : 0),
};

@Injectable()
export class ReceivedMails {
  constructor(
    private readonly records: MailRecords,
    private readonly understandMail: UnderstandMail,
    private readonly signatures: SendSignatures,
    private readonly rpc: RpcClient,
    private readonly clock: Clock,
  ) {}

  /**
   * Stores the mails with all that follows from them. When it resolves they are committed; when it rejects, some may not
   * be, and all may be given again. A mail that was received before has no effect.
   *
   * @throws DomainError `unavailable` when the database or the dispatcher is away.
   */
  async receive(mails: readonly ReceivedMail[]): Promise<void> {
    for (const batch of batchesOf(mails, BATCH)) await this.receiveBatch(batch);
  }

  private async receiveBatch(mails: readonly ReceivedMail[]): Promise<void> {
    const known = await this.records.known(mails.map(({ key }) => key));
    const fresh = mails.filter(({ key }) => !known.has(key));
    const read = await Promise.all(fresh.map((mail) => this.understandMail.execute(mail)));
    await this.records.add(await this.recordsOf(read), this.clock.now());
  }

  private async recordsOf(mails: readonly ReadMail[]): Promise<MailRecord[]> {
    const asked = mails.map((mail) => ({ mail, lookups: lookupsOf(mail, this.signatures.read) }));
    const found = await this.find(asked.flatMap(({ lookups }) => lookups));
    let start = 0;
    return asked.map(({ mail, lookups }) => {
      const messages = found.slice(start, (start += lookups.length));
      return recordOf(mail, matchesOf(mail, lookups, messages), this.signatures.read);
    });
  }

  private async find(queries: readonly Lookup[]): Promise<(AnsweredMessage | null)[]> {
    if (queries.length === 0) return [];
    const { results } = await this.rpc.request(FindSentMessages, { queries: [...queries] });
    return results.map((message) => message && answered(message));
  }
}

const answered = (sent: SentMessage): AnsweredMessage => ({
  workspace_id: sent.workspace_id,
  send_id: sent.send_id,
  campaign_id: sent.campaign_id,
  enrollment_id: sent.enrollment_id,
  contact_id: sent.contact_id,
  step_id: sent.step_id,
  step_number: sent.step_number,
  ...(sent.variant !== undefined && { variant: sent.variant }),
  email: sent.email,
  sending_account_id: sent.sending_account_id,
});
