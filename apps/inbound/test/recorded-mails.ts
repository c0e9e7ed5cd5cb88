import { unavailable } from '#kernel';
import type { ReceivedMail, ReceivedMails } from '../src/replies/index.js';

/** Stands for `replies/` where only the reading is tested: it receives a mail once and can be away. */
export class RecordedMails implements Pick<ReceivedMails, 'receive'> {
  /** In the order of their first arrival. */
  readonly mails: ReceivedMail[] = [];
  /** Keys of all calls: a mail that was handed over twice is here twice. */
  readonly handedOver: string[] = [];
  isAway = false;
  /** A mail with this text cannot be processed. */
  poison: string | undefined;

  receive(mails: readonly ReceivedMail[]): Promise<void> {
    if (this.isAway) return Promise.reject(unavailable('the store is away'));
    const { poison } = this;
    if (poison !== undefined && mails.some((mail) => textOf(mail).includes(poison)))
      return Promise.reject(new Error('this mail is a riddle'));
    const known = new Set(this.mails.map(({ key }) => key));
    this.handedOver.push(...mails.map(({ key }) => key));
    this.mails.push(...mails.filter(({ key }) => !known.has(key)));
    return Promise.resolve();
  }

  /** The subjects of the mails of an account, or all of them. */
  subjects(accountId?: string): string[] {
    return this.mails
      .filter((mail) => accountId === undefined || mail.accountId === accountId)
      .map((mail) => /^Subject: (.*)\r$/m.exec(textOf(mail))?.[1] ?? textOf(mail));
  }
}

const textOf = ({ raw }: ReceivedMail): string => ('unreadable' in raw ? raw.unreadable : raw.toString());
