import { createHash, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { ImapCredentials } from '#contracts';
import { Clock, type Id } from '#kernel';
import { imapFailureOf, type ImapFailure } from '../clients/imap-failure.js';
import type { Mailbox } from '../domain/mailbox.js';
import type { Lease } from '../persistence/mailbox-leases.js';
import type { Turn } from '../persistence/mailboxes.js';
import { NoteFailure } from './note-failure.js';
import { ReadMailbox } from './read-mailbox.js';

/** A connection of this process. */
interface Connection {
  /** The version of the account whose credentials it has, or would have: others of the same login are as good. */
  version: number;
  readonly login: string;
  readonly abort: AbortController;
  isOpen: boolean;
  ended: Promise<void>;
}

/** A mailbox that this process holds. */
interface Held {
  lease: Lease;
  /** The last change of the lease, by the clock of the process. */
  changedAt: number;
  /** Its access token was refused. */
  renew: boolean;
  connection?: Connection;
}

/** A mailbox that is to be opened. `renew`: with another access token than the last one. */
export interface DueMailbox {
  readonly accountId: Id<'ea'>;
  readonly renew: boolean;
}

/** The mailboxes that this process holds, each with the connection that reads it, if there is one now. */
@Injectable()
export class Readers {
  /** This process among the replicas. */
  readonly id = randomUUID();
  private readonly held = new Map<Id<'ea'>, Held>();

  constructor(
    private readonly readMailbox: ReadMailbox,
    private readonly noteFailure: NoteFailure,
    private readonly clock: Clock,
  ) {}

  /** Connections that are not logged in yet. */
  get opening(): number {
    return [...this.held.values()].filter(({ connection }) => connection?.isOpen === false).length;
  }

  /** Holds exactly these mailboxes. `asOf`: when they were read, by the clock of the process. */
  async hold(leases: readonly Lease[], asOf: number): Promise<void> {
    const accounts = new Set(leases.map(({ accountId }) => accountId));
    const lost = [...this.held.keys()].filter((account) => !accounts.has(account));
    for (const lease of leases) {
      const known = this.held.get(lease.accountId);
      if (known === undefined) this.held.set(lease.accountId, { lease, changedAt: asOf, renew: false });
      else if (known.changedAt < asOf) Object.assign(known, { lease, changedAt: asOf });
    }
    await this.giveUp(lost);
  }

  /** Up to `count` of the mailboxes that this process could do without: those that nobody reads now come first. */
  dispensable(count: number): Id<'ea'>[] {
    const unread = [...this.held].toSorted(
      ([, a], [, b]) => Number(a.connection !== undefined) - Number(b.connection !== undefined),
    );
    return unread.slice(0, count).map(([account]) => account);
  }

  /** Resolves when their connections are closed and nothing of them is being received any more. */
  async giveUp(accounts: readonly Id<'ea'>[]): Promise<void> {
    const connections = accounts.flatMap((account) => this.held.get(account)?.connection ?? []);
    for (const account of accounts) this.held.delete(account);
    for (const { abort } of connections) abort.abort();
    await Promise.all(connections.map(({ ended }) => ended));
  }

  giveUpAll(): Promise<void> {
    return this.giveUp([...this.held.keys()]);
  }

  /** Up to `count` mailboxes that are to be opened now, or whose account has changed; the most overdue first. */
  due(count: number): DueMailbox[] {
    const now = this.clock.now();
    return [...this.held.values()]
      .filter(
        ({ lease, connection }) =>
          lease.nextTryAt <= now && (connection === undefined || connection.version < lease.version),
      )
      .toSorted((a, b) => a.lease.nextTryAt.getTime() - b.lease.nextTryAt.getTime())
      .slice(0, count)
      .map(({ lease, renew }) => ({ accountId: lease.accountId, renew }));
  }

  /** Reads the mailbox with these credentials. One that is read with another login is closed, and due again. */
  async read(mailbox: Mailbox, credentials: ImapCredentials): Promise<void> {
    const held = this.held.get(mailbox.accountId);
    if (held === undefined) return;
    const login = loginOf(credentials);
    // The row may be newer than the credentials, if the account changes at this moment: it is looked at again.
    const { version } = credentials;
    if (held.connection === undefined) return this.connect(held, mailbox, credentials);
    if (held.connection.login === login) {
      held.connection.version = Math.max(version, held.lease.version);
      return;
    }
    held.connection.abort.abort();
    await held.connection.ended;
  }

  /** The mailbox cannot be opened with its credentials. A connection that it has is left in peace. */
  async fail(mailbox: Mailbox, failure: ImapFailure): Promise<void> {
    const held = this.held.get(mailbox.accountId);
    if (held === undefined) return;
    if (held.connection !== undefined) {
      held.connection.version = held.lease.version;
      return;
    }
    const { accountId, version } = mailbox;
    await this.note(held, { reader: this.id, accountId, version, failure, lastedMs: 0 });
  }

  /** Without a failure of the mailboxes: another service is away. */
  postpone(due: readonly DueMailbox[], delayMs: number): void {
    const nextTryAt = new Date(this.clock.now().getTime() + delayMs);
    for (const { accountId } of due) {
      const held = this.held.get(accountId);
      if (held === undefined) continue;
      held.lease = { ...held.lease, nextTryAt };
      held.changedAt = performance.now();
    }
  }

  private connect(held: Held, mailbox: Mailbox, credentials: ImapCredentials): void {
    const connection: Connection = {
      version: Math.max(credentials.version, held.lease.version),
      login: loginOf(credentials),
      abort: new AbortController(),
      isOpen: false,
      ended: Promise.resolve(),
    };
    held.connection = connection;
    connection.ended = this.run(held, connection, mailbox, credentials);
  }

  private async run(
    held: Held,
    connection: Connection,
    mailbox: Mailbox,
    credentials: ImapCredentials,
  ): Promise<void> {
    const startedAt = performance.now();
    const { signal } = connection.abort;
    const turn = { reader: this.id, accountId: mailbox.accountId, version: credentials.version };
    const onOpened = (): void => void (connection.isOpen = true);
    try {
      await this.readMailbox.execute({ ...turn, mailbox, credentials, signal, onOpened });
    } catch (error) {
      const failure = imapFailureOf(error, credentials);
      held.renew = failure.end === 'refused' && credentials.imap.access_token !== undefined;
      const lastedMs = connection.isOpen ? performance.now() - startedAt : 0;
      if (!signal.aborted) await this.note(held, { ...turn, failure, lastedMs });
    } finally {
      delete held.connection;
    }
  }

  private async note(held: Held, ended: Turn & { failure: ImapFailure; lastedMs: number }): Promise<void> {
    const retry = await this.noteFailure.execute({ ...ended, failures: held.lease.failures });
    held.lease = { ...held.lease, ...retry };
    held.changedAt = performance.now();
  }
}

/** Equal for credentials that open the same mailbox in the same way. Access tokens change every hour. */
const loginOf = ({ imap }: ImapCredentials): string =>
  createHash('sha256')
    .update(JSON.stringify([imap.host, imap.port, imap.secure, imap.require_tls, imap.user, imap.password]))
    .digest('base64');
