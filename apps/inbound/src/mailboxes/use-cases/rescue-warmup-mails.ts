import { Injectable, Logger } from '@nestjs/common';
import type { ImapCredentials } from '#contracts';
import { Clock } from '#kernel';
import { Outbound } from '#outbound';
import { WARMUP_HEADER } from '#tracking';
import { WarmupMails } from '../../warmup/index.js';
import { ImapCredentialsClient } from '../clients/imap-credentials.js';
import { imapFailureOf } from '../clients/imap-failure.js';
import { SpamFolder } from '../clients/spam-folder.js';
import { SpamVisits, type SpamVisit } from '../persistence/spam-visits.js';
import { Readers } from './readers.js';

/** Connections at once, beside those of the readers. */
const AT_ONCE = 5;
const DEADLINE_MS = 60_000;
/** Headers alone are read. */
const MAX_MAIL_BYTES = 1_048_576;
const DAY_MS = 86_400_000;
/** Older ones say nothing about the reputation of today. */
const DAYS = 14;

/** Looks into the spam folders of accounts that warm up, and moves what belongs to warmups into the inbox. */
@Injectable()
export class RescueWarmupMails {
  private readonly logger = new Logger(RescueWarmupMails.name);

  constructor(
    private readonly visits: SpamVisits,
    private readonly readers: Readers,
    private readonly credentials: ImapCredentialsClient,
    private readonly warmupMails: WarmupMails,
    private readonly outbound: Outbound,
    private readonly clock: Clock,
  ) {}

  async execute(): Promise<'more' | 'idle'> {
    const due = await this.visits.claim(this.readers.id, AT_ONCE, this.clock.now());
    if (due.length === 0) return 'idle';
    const credentials = await this.credentials.of(
      due.map(({ accountId }) => accountId),
      { renew: false },
    );
    await Promise.all(
      due.map(async (visit) => {
        const login = credentials.get(visit.accountId);
        if (login !== undefined && login !== 'unreadable') await this.look(visit, login);
      }),
    );
    return due.length === AT_ONCE ? 'more' : 'idle';
  }

  /** Never rejects: the reader of the mailbox tells of a login that is refused. */
  private async look(visit: SpamVisit, credentials: ImapCredentials): Promise<void> {
    if (credentials.imap.token_error !== undefined) return;
    const options = {
      outbound: this.outbound,
      maxMailBytes: MAX_MAIL_BYTES,
      signal: AbortSignal.timeout(DEADLINE_MS),
    };
    try {
      const folder = await SpamFolder.open(credentials, options);
      if (folder === undefined) return;
      try {
        await this.rescue(visit, credentials, folder);
      } finally {
        folder.close();
      }
    } catch (error) {
      const failure = imapFailureOf(error, credentials);
      this.logger.warn(`the spam folder of ${visit.accountId} was not read: ${JSON.stringify(failure)}`);
    }
  }

  /** Noted before they are moved: a mail that the reader of the inbox saw first would count as one that arrived there. */
  private async rescue(visit: SpamVisit, { email }: ImapCredentials, folder: SpamFolder): Promise<void> {
    const since = new Date(this.clock.now().getTime() - DAYS * DAY_MS);
    const messages = await folder.messagesWith(WARMUP_HEADER, since);
    const mails = messages.map(({ raw, arrivedAt }) => ({
      ...visit,
      accountEmail: email,
      raw,
      receivedAt: arrivedAt,
    }));
    const toMove = await this.warmupMails.takeFromSpam(mails);
    await folder.moveToInbox([...toMove.keys()].flatMap((place) => messages[place]?.uid ?? []));
    await this.warmupMails.markMoved([...toMove.values()]);
  }
}
