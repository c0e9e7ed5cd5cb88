import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import {
  SMTPServer,
  type SMTPServerDataStream,
  type SMTPServerOptions,
  type SMTPServerSession,
} from 'smtp-server';
import { isUnavailable } from '#kernel';
import { MAX_MAIL_BYTES } from '../../mail/index.js';
import { SendSignatures } from '../../replies/index.js';
import { signedRecipient } from '../domain/recipient-address.js';
import { TakeMail, type EnvelopeRecipient } from '../use-cases/take-mail.js';
import { ClientCounts } from './client-counts.js';
import { HeldBytes, withContent } from './read-content.js';
import { SmtpOptions } from './smtp-options.js';
import { isSmtpReply, smtpReply } from './smtp-reply.js';

const MAX_CONNECTIONS_OF_ADDRESS = 20;
const MAX_RECIPIENTS = 10;
const MAX_HELD_BYTES = 8 * MAX_MAIL_BYTES;
const IDLE_MS = 60_000;
/** A client that sends one byte a minute would never be idle. RFC 5321 gives the end of a mail ten minutes. */
const LIFETIME_MS = 600_000;
const CLOSE_MS = 3_000;

type Listening = NonNullable<SmtpOptions['listen']>;

/**
 * Receives mails to the signed addresses of `INBOUND_DOMAIN`, and refuses every other recipient before the content comes:
 * the service is no relay, and sends no mail about a mail.
 */
@Injectable()
export class SmtpListener implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(SmtpListener.name);
  private readonly clients = new ClientCounts(MAX_CONNECTIONS_OF_ADDRESS);
  private readonly bytes = new HeldBytes(MAX_HELD_BYTES);
  private server: SMTPServer | undefined;

  constructor(
    private readonly options: SmtpOptions,
    private readonly takeMail: TakeMail,
    private readonly signatures: SendSignatures,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { listen } = this.options;
    if (listen === null) return;
    const server = new SMTPServer(await this.serverOptions(listen));
    // A client that hung up, or sent no SMTP.
    server.on('error', (error) => this.logger.debug(error.message));
    server.server.on('connection', endAfterLifetime);
    server.listen(listen.port, listen.host);
    await once(server.server, 'listening');
    this.server = server;
    this.logger.log(`receives mail for ${listen.domain} at ${listen.host}:${this.port}`);
  }

  onModuleDestroy(): Promise<void> {
    const { server } = this;
    if (server === undefined) return Promise.resolve();
    return new Promise((resolve) => server.close(resolve));
  }

  /** The port that it listens at. */
  get port(): number {
    const address = this.server?.server.address() ?? null;
    if (address === null || typeof address === 'string') throw new Error('mail is not received by SMTP');
    return address.port;
  }

  private async serverOptions({ domain, maxConnections, tls }: Listening): Promise<SMTPServerOptions> {
    return {
      name: domain,
      banner: 'ESMTP',
      size: MAX_MAIL_BYTES,
      rejectOversized: true,
      maxClients: maxConnections,
      socketTimeout: IDLE_MS,
      closeTimeout: CLOSE_MS,
      authOptional: true,
      disableReverseLookup: true,
      disabledCommands: tls === null ? ['AUTH', 'STARTTLS'] : ['AUTH'],
      ...(tls !== null && { cert: await readFile(tls.cert), key: await readFile(tls.key) }),
      onConnect: (session, answer) => answer(this.admission(session)),
      onClose: ({ id }) => this.clients.leave(id),
      onRcptTo: ({ address }, session, answer) => answer(this.refusal(address, session, domain)),
      onData: (stream, session, answer) => {
        this.receive(stream, session, domain).then(() => answer(), answer);
      },
    };
  }

  private admission({ id, remoteAddress }: SMTPServerSession): Error | null {
    return this.clients.admit(id, remoteAddress) ? null : smtpReply(421, '4.7.0 Too many connections');
  }

  private refusal(address: string, { envelope }: SMTPServerSession, domain: string): Error | null {
    if (signedRecipient(address, domain, this.signatures.read) === null)
      return smtpReply(550, '5.1.1 No such address here');
    return envelope.rcptTo.length >= MAX_RECIPIENTS ? smtpReply(452, '4.5.3 Too many recipients') : null;
  }

  /** Resolves when the mail is committed: the sender may forget it then. */
  private async receive(
    stream: SMTPServerDataStream,
    { envelope }: SMTPServerSession,
    domain: string,
  ): Promise<void> {
    const recipients = envelope.rcptTo.flatMap(({ address }): EnvelopeRecipient[] => {
      const signed = signedRecipient(address, domain, this.signatures.read);
      return signed === null ? [] : [{ address, signed }];
    });
    try {
      await withContent(stream, this.bytes, (raw) => this.takeMail.execute(raw, recipients));
    } catch (error) {
      if (isSmtpReply(error)) throw error;
      // A client that hung up hears no answer, and is no failure of ours.
      throw stream.readableEnded ? this.failure(error) : smtpReply(451, '4.4.2 The mail is not complete');
    }
  }

  private failure(error: unknown): Error {
    const isPassing = isUnavailable(error);
    if (isPassing) this.logger.warn(`a mail has to come again: ${error.message}`);
    else this.logger.error('a mail could not be received', error);
    return smtpReply(451, '4.3.0 Cannot store the mail now, try again later');
  }
}

function endAfterLifetime(socket: Socket): void {
  const timer = setTimeout(() => socket.destroy(), LIFETIME_MS);
  timer.unref();
  socket.once('close', () => clearTimeout(timer));
}
