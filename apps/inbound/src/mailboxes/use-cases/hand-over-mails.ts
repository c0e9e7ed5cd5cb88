import { Injectable, Logger } from '@nestjs/common';
import { isUnavailable } from '#kernel';
import { ReceivedMails, type ReceivedMail } from '../../replies/index.js';
import { WarmupMails, type MailInMailbox } from '../../warmup/index.js';

const UNPROCESSED = 'this program failed to process it';

/** Hands mails over for good, so that one that nothing can process does not keep the next ones of its mailbox waiting. */
@Injectable()
export class HandOverMails {
  private readonly logger = new Logger(HandOverMails.name);

  constructor(
    private readonly receivedMails: ReceivedMails,
    private readonly warmupMails: WarmupMails,
  ) {}

  /** Rejects when a store or a service is away: the same mails may be given again. */
  async execute(mails: readonly ReceivedMail[]): Promise<void> {
    if (mails.length === 0) return;
    try {
      await this.receive(mails);
    } catch (error) {
      if (isUnavailable(error)) throw error;
      for (const mail of mails) await this.handOverAlone(mail);
    }
  }

  /** A warmup mail is nobody's reply. */
  private async receive(mails: readonly ReceivedMail[]): Promise<void> {
    const readable = mails.flatMap((mail, place) => {
      const inMailbox = inMailboxOf(mail);
      return inMailbox === null ? [] : [{ place, inMailbox }];
    });
    const others = await this.warmupMails.takeFromInbox(readable.map(({ inMailbox }) => inMailbox));
    const taken = new Set(readable.filter((_, at) => !others.has(at)).map(({ place }) => place));
    const rest = mails.filter((_, place) => !taken.has(place));
    if (rest.length > 0) await this.receivedMails.receive(rest);
  }

  private async handOverAlone(mail: ReceivedMail): Promise<void> {
    try {
      await this.receive([mail]);
    } catch (error) {
      if (isUnavailable(error)) throw error;
      this.logger.error(`${mail.key} is kept as unreadable: ${UNPROCESSED}`, error);
      await this.receivedMails.receive([{ ...mail, raw: { unreadable: UNPROCESSED } }]);
    }
  }
}

/** Null for a mail that is in no mailbox of an account, or cannot be read. */
const inMailboxOf = ({
  workspaceId,
  accountId,
  accountEmail,
  raw,
  receivedAt,
}: ReceivedMail): MailInMailbox | null =>
  workspaceId !== null && accountId !== null && accountEmail !== null && Buffer.isBuffer(raw)
    ? { workspaceId, accountId, accountEmail, raw, receivedAt }
    : null;
