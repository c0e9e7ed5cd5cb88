import { createServer, type Server, type Socket } from 'node:net';
import { ImapConversation, type ImapBehavior, type ImapHost } from './imap-conversation.js';
import { ImapMailbox } from './imap-mailbox.js';

/**
 * An IMAP server for tests, over plain TCP: a stand-in that needs nothing installed and does what a test says. It knows the
 * commands that reading takes, and no more. The libraries that npm has for it share one mailbox among all users
 * (hoodiecrow-imap) or need MongoDB (wildduck).
 */
export class ImapServer implements ImapHost {
  readonly behavior: ImapBehavior = { idle: true, loginAnswer: undefined };
  /** The commands of all connections. */
  readonly commands: string[] = [];
  /** Users in the order of their logins. */
  readonly logins: string[] = [];
  port = 0;
  private server: Server | undefined;
  private readonly sockets = new Set<Socket>();
  private readonly mailboxes = new Map<string, ImapMailbox>();
  private readonly present = new Map<string, number>();
  private readonly peaks = new Map<string, number>();

  static async start(): Promise<ImapServer> {
    const server = new ImapServer();
    await server.listen();
    return server;
  }

  add(user: string, password = 'secret'): ImapMailbox {
    const mailbox = new ImapMailbox(user, password);
    this.mailboxes.set(user, mailbox);
    return mailbox;
  }

  /** Connections that are logged in to a mailbox now, and the most at once so far. */
  connectionsTo(user: string): { readonly now: number; readonly peak: number } {
    return { now: this.present.get(user) ?? 0, peak: this.peaks.get(user) ?? 0 };
  }

  /** Connections that are logged in. */
  get connections(): number {
    return [...this.present.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Closes all connections and answers no others. */
  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    const { server } = this;
    this.server = undefined;
    await new Promise<void>((resolve) => (server === undefined ? resolve() : server.close(() => resolve())));
  }

  /** Answers at the port that it had before. */
  async listen(): Promise<void> {
    const server = createServer((socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
      new ImapConversation(socket, this).begin();
    });
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    const address = server.address();
    if (typeof address === 'object' && address !== null) this.port = address.port;
    this.server = server;
  }

  mailboxOf(user: string): ImapMailbox | undefined {
    return this.mailboxes.get(user);
  }

  entered({ user }: ImapMailbox): () => void {
    const count = (this.present.get(user) ?? 0) + 1;
    this.logins.push(user);
    this.present.set(user, count);
    this.peaks.set(user, Math.max(count, this.peaks.get(user) ?? 0));
    return () => this.present.set(user, (this.present.get(user) ?? 1) - 1);
  }

  said(command: string): void {
    this.commands.push(command);
  }
}
