import { Injectable } from '@nestjs/common';
import { Clock, type Id } from '#kernel';
import { readWarmupToken, WARMUP_HEADER } from '#tracking';
import { readMail } from '../../mail/index.js';
import { isSameMail, isToMove, type WarmupMail } from '../domain/warmup-mail.js';
import { WarmupReceipts } from '../persistence/warmup-receipts.js';

/** A mail in the mailbox of an account. */
export interface MailInMailbox {
  readonly workspaceId: Id<'ws'>;
  readonly accountId: Id<'ea'>;
  readonly accountEmail: string;
  readonly raw: Buffer;
  readonly receivedAt: Date;
}

/** The secret of the tokens, which is the dispatcher's. Injected. */
export abstract class WarmupSecret {
  abstract readonly value: string;
}

const HEADER = WARMUP_HEADER.toLowerCase();
/** Longer headers have no room for a token that anybody finds. */
const MAX_HEAD_BYTES = 262_144;
const MAX_MESSAGE_ID = 500;

/** Recognises the mails of warmups. */
@Injectable()
export class WarmupMails {
  constructor(
    private readonly receipts: WarmupReceipts,
    private readonly secret: WarmupSecret,
    private readonly clock: Clock,
  ) {}

  /** Takes the mails of an inbox that belong to warmups, and resolves with the places of all others. */
  async takeFromInbox(mails: readonly MailInMailbox[]): Promise<Set<number>> {
    const read = await this.readAll(mails, 'inbox');
    const receipts = await this.store(read);
    const isTaken = (mail: WarmupMail | null): boolean =>
      mail !== null && isSameMail(receipts.get(mail.sendId), mail);
    return new Set(read.flatMap((mail, place) => (isTaken(mail) ? [] : [place])));
  }

  /** Notes the mails of a spam folder that belong to warmups; resolves with those that are to leave it, by their place. */
  async takeFromSpam(mails: readonly MailInMailbox[]): Promise<Map<number, Id<'send'>>> {
    const read = await this.readAll(mails, 'spam');
    const receipts = await this.store(read);
    return new Map(
      read.flatMap((mail, place) =>
        mail !== null && isToMove(receipts.get(mail.sendId), mail) ? [[place, mail.sendId] as const] : [],
      ),
    );
  }

  async markMoved(sends: readonly Id<'send'>[]): Promise<void> {
    await this.receipts.markMoved(sends, this.clock.now());
  }

  private store(read: readonly (WarmupMail | null)[]) {
    const mails = read.filter((mail) => mail !== null);
    if (mails.length === 0) return new Map<Id<'send'>, never>();
    return this.receipts.add(mails, this.clock.now());
  }

  private readAll(
    mails: readonly MailInMailbox[],
    placement: WarmupMail['placement'],
  ): Promise<(WarmupMail | null)[]> {
    return Promise.all(mails.map((mail) => this.read(mail, placement)));
  }

  /** Null for a mail without a token that was signed for this mailbox and the address that it says it is from. */
  private async read(
    { raw, accountEmail, accountId, workspaceId, receivedAt }: MailInMailbox,
    placement: WarmupMail['placement'],
  ): Promise<WarmupMail | null> {
    const head = headOf(raw);
    if (!head.includes(HEADER)) return null;
    const mail = await readMail(raw.subarray(0, head.length));
    if ('unreadable' in mail || mail.from === null) return null;
    const token = mail.headers.get(HEADER) ?? '';
    const sendId = readWarmupToken(this.secret.value, token, { from: mail.from, to: accountEmail });
    if (sendId === null) return null;
    const messageId = mail.messageId && `<${mail.messageId}>`.slice(0, MAX_MESSAGE_ID);
    return { sendId, workspaceId, accountId, messageId, placement, receivedAt };
  }
}

/** The headers of a mail in lower case, byte for byte. */
function headOf(raw: Buffer): string {
  const head = raw.subarray(0, MAX_HEAD_BYTES).toString('latin1').toLowerCase();
  const end = /\r?\n\r?\n/.exec(head);
  return end === null ? head : head.slice(0, end.index + end[0].length);
}
