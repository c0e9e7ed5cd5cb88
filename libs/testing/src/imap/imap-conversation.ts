import type { Socket } from 'node:net';
import type { ImapMailbox, ImapMessage } from './imap-mailbox.js';
import { factsOf, inSet, loginIn } from './imap-syntax.js';

/** How the server behaves; may be changed at any time. */
export interface ImapBehavior {
  /** Whether IDLE is offered. */
  idle: boolean;
  /** The answer to every login, in place of the right one: `NO [UNAVAILABLE] later`. */
  loginAnswer: string | undefined;
}

/** The part of the server that a conversation uses. */
export interface ImapHost {
  readonly behavior: ImapBehavior;
  mailboxOf(user: string): ImapMailbox | undefined;
  /** A login has succeeded; the returned function is called when the connection has ended. */
  entered(mailbox: ImapMailbox): () => void;
  /** Every command, without its arguments. */
  said(command: string): void;
}

/** One connection. It knows the commands that a reader of mail needs (RFC 9051), one after the other. */
export class ImapConversation {
  private buffer = '';
  /** The INBOX of the user who is logged in. */
  private inbox: ImapMailbox | undefined;
  /** The folder that is open. */
  private mailbox: ImapMailbox | undefined;
  private leave: () => void = () => undefined;
  /** The messages that the client knows of; undefined before it has opened the mailbox. */
  private known: number | undefined;
  private stopWatching: (() => void) | undefined;
  /** Takes the next line, where that is no command. */
  private pending: ((line: string) => void) | undefined;

  private readonly answers: Readonly<Record<string, (tag: string, rest: string) => void>> = {
    CAPABILITY: (tag) => this.tell(tag, `CAPABILITY ${this.capabilities()}`),
    AUTHENTICATE: (tag, rest) => this.authenticate(tag, rest.toUpperCase()),
    LIST: (tag, rest) => this.list(tag, rest),
    LSUB: (tag) => this.done(tag, 'OK nothing'),
    SELECT: (tag, rest) => this.select(tag, rest),
    EXAMINE: (tag, rest) => this.select(tag, rest),
    'UID SEARCH': (tag, rest) => this.tell(tag, `SEARCH ${this.found(rest).join(' ')}`),
    'UID FETCH': (tag, rest) => this.fetch(tag, rest),
    'UID STORE': (tag, rest) => this.store(tag, rest),
    'UID MOVE': (tag, rest) => this.move(tag, rest),
    IDLE: (tag) => this.idle(tag),
    NOOP: (tag) => this.done(tag, 'OK done'),
    LOGOUT: (tag) => {
      this.tell(tag, 'BYE');
      this.socket.end();
    },
  };

  constructor(
    private readonly socket: Socket,
    private readonly host: ImapHost,
  ) {}

  begin(): void {
    this.socket.on('error', () => this.socket.destroy());
    this.socket.once('close', () => this.ended());
    this.socket.on('data', (chunk) => this.receive(chunk.toString('latin1')));
    this.say('* OK test server');
  }

  private receive(text: string): void {
    this.buffer += text;
    for (let at = this.buffer.indexOf('\r\n'); at >= 0; at = this.buffer.indexOf('\r\n')) {
      const line = this.buffer.slice(0, at);
      this.buffer = this.buffer.slice(at + 2);
      this.handle(line);
    }
  }

  private handle(line: string): void {
    const { pending } = this;
    this.pending = undefined;
    if (pending !== undefined) return pending(line);
    const [, tag = '*', name = '', rest = ''] = /^(\S+) (UID \S+|\S+) ?(.*)$/i.exec(line) ?? [];
    const command = name.toUpperCase();
    this.host.said(command);
    const answer = this.answers[command];
    if (answer === undefined) this.done(tag, 'BAD unknown command');
    else answer(tag, rest);
  }

  private capabilities(): string {
    return `IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 SPECIAL-USE MOVE${this.host.behavior.idle ? ' IDLE' : ''}`;
  }

  private authenticate(tag: string, mechanism: string): void {
    this.say('+ ');
    this.pending = (line) => {
      const { user, secret } = loginIn(mechanism, Buffer.from(line, 'base64').toString());
      const mailbox = this.host.mailboxOf(user);
      const { loginAnswer } = this.host.behavior;
      if (loginAnswer !== undefined) return this.done(tag, loginAnswer);
      if (mailbox?.password !== secret)
        return this.done(tag, 'NO [AUTHENTICATIONFAILED] invalid credentials');
      this.inbox = mailbox;
      if (mailbox !== undefined) this.leave = this.host.entered(mailbox);
      this.done(tag, 'OK welcome');
    };
  }

  private list(tag: string, rest: string): void {
    if (rest.endsWith('""')) return this.tell(tag, 'LIST (\\HasNoChildren) "/" ""');
    if (this.inbox?.spam !== undefined) this.say(`* LIST (\\HasNoChildren \\Junk) "/" ${SPAM}`);
    this.tell(tag, 'LIST (\\HasNoChildren) "/" INBOX');
  }

  private folderNamed(text: string): ImapMailbox | undefined {
    return text.includes(SPAM) ? this.inbox?.spam : this.inbox;
  }

  private select(tag: string, rest: string): void {
    const mailbox = this.folderNamed(rest);
    if (mailbox === undefined) return this.done(tag, 'NO log in first');
    this.mailbox = mailbox;
    this.known = mailbox.messages.length;
    this.say(`* ${this.known} EXISTS`);
    this.say('* OK [PERMANENTFLAGS (\\Seen \\*)] flags');
    this.say(`* OK [UIDVALIDITY ${mailbox.uidValidity}] numbers`);
    this.say(`* OK [UIDNEXT ${mailbox.uidNext}] next`);
    this.done(tag, 'OK open');
  }

  private store(tag: string, rest: string): void {
    const [, set = '', sign = '', flags = ''] = /^(\S+) ([+-])FLAGS\S* \((.*)\)$/i.exec(rest) ?? [];
    const messages = this.mailbox?.messages ?? [];
    for (const message of messages.filter(inSet(set, messages))) {
      for (const flag of flags.split(' ')) setFlag(message, flag, sign === '+');
    }
    this.done(tag, 'OK stored');
  }

  private move(tag: string, rest: string): void {
    const [set = '', name = ''] = rest.split(' ');
    const to = this.folderNamed(name);
    if (to !== undefined) this.mailbox?.move(inSet(set, this.mailbox.messages), to);
    this.known = this.mailbox?.messages.length;
    this.done(tag, 'OK moved');
  }

  private found(query: string): number[] {
    const messages = this.mailbox?.messages ?? [];
    const [, set] = /^UID (\S+)/i.exec(query) ?? [];
    const [, since] = /\bSINCE (\S+)/i.exec(query) ?? [];
    if (set !== undefined) return messages.filter(inSet(set, messages)).map(({ uid }) => uid);
    const from = new Date(`${since ?? ''} UTC`);
    const [, header = ''] = /HEADER "?([\w-]+)"?/i.exec(query) ?? [];
    return messages
      .filter(({ arrivedAt, raw }) => arrivedAt >= from && hasHeader(raw, header))
      .map(({ uid }) => uid);
  }

  private fetch(tag: string, rest: string): void {
    const { messages = [] } = this.mailbox ?? {};
    const [, set = '', items = ''] = /^(\S+) (.*)$/.exec(rest) ?? [];
    const isWanted = inSet(set, messages);
    const body = /BODY(\.PEEK)?\[\](?:<(\d+)\.(\d+)>)?/i.exec(items);
    let status = 'OK fetched';
    messages.forEach((message, index) => {
      if (!isWanted(message)) return;
      const start = `* ${index + 1} FETCH (UID ${message.uid}${factsOf(message, items)}`;
      if (body === null) this.say(`${start})`);
      else if (message.refusal === undefined) this.sayBody(start, message, body);
      else status = message.refusal;
    });
    this.done(tag, status);
  }

  private sayBody(line: string, message: ImapMessage, [, peek, start, length]: RegExpExecArray): void {
    const from = Number(start ?? 0);
    const part = message.raw.subarray(from, length === undefined ? undefined : from + Number(length));
    if (peek === undefined) message.seen = true;
    this.say(`${line} BODY[]${start === undefined ? '' : `<${start}>`} {${part.length}}`);
    this.socket.write(part);
    this.say(')');
  }

  private idle(tag: string): void {
    const { mailbox } = this;
    if (mailbox === undefined) return this.done(tag, 'NO log in first');
    this.say('+ idling');
    this.tellNews();
    this.stopWatching = mailbox.watch(() => this.tellNews());
    this.pending = () => {
      this.stopWatching?.();
      this.done(tag, 'OK idled');
    };
  }

  private tellNews(): void {
    if (this.known === undefined) return;
    const count = this.mailbox?.messages.length ?? 0;
    if (count > this.known) this.say(`* ${count} EXISTS`);
    this.known = count;
  }

  private tell(tag: string, line: string): void {
    this.say(`* ${line}`);
    this.done(tag, 'OK done');
  }

  /** The tagged answer, after the news that the client does not know yet. */
  private done(tag: string, status: string): void {
    this.tellNews();
    this.say(`${tag} ${status}`);
  }

  private say(line: string): void {
    if (this.socket.writable) this.socket.write(`${line}\r\n`);
  }

  private ended(): void {
    this.stopWatching?.();
    this.leave();
  }
}

const SPAM = 'Spam';

function setFlag(message: ImapMessage, flag: string, isSet: boolean): void {
  if (flag === '\\Seen') message.seen = isSet;
  else if (isSet) message.keywords.add(flag);
  else message.keywords.delete(flag);
}

const hasHeader = (raw: Buffer, name: string): boolean =>
  name === '' || new RegExp(`^${name}:`, 'im').test(raw.toString('latin1').split('\r\n\r\n')[0] ?? '');
