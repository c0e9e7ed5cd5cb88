/** A message in the test server. */
export interface ImapMessage {
  readonly uid: number;
  readonly raw: Buffer;
  readonly arrivedAt: Date;
  /** The size that the server names, which may be a lie. */
  readonly size: number;
  /** The answer to whoever wants its body: `NO cannot be converted`. */
  readonly refusal: string | undefined;
  seen: boolean;
  /** Besides `\\Seen`, such as `$NotJunk`. */
  readonly keywords: Set<string>;
}

/** How a message differs from one that arrives now. */
type Arrival = Partial<Pick<ImapMessage, 'arrivedAt' | 'size' | 'refusal'>>;

/** The INBOX of one user, or another folder of it. */
export class ImapMailbox {
  uidValidity = 1_000;
  uidNext = 1;
  messages: ImapMessage[] = [];
  /** Undefined: the user has none. */
  spam: ImapMailbox | undefined;
  private readonly watchers = new Set<() => void>();

  constructor(
    readonly user: string,
    /** Or the access token of XOAUTH2. */
    public password: string,
  ) {}

  add(raw: Buffer | string, { arrivedAt = new Date(), size, refusal }: Arrival = {}): number {
    const bytes = Buffer.from(raw);
    const uid = this.uidNext;
    this.messages.push({
      uid,
      raw: bytes,
      arrivedAt,
      size: size ?? bytes.length,
      refusal,
      seen: false,
      keywords: new Set(),
    });
    this.uidNext += 1;
    for (const notify of this.watchers) notify();
    return uid;
  }

  /** The folder of the name, with the special use of spam. */
  addSpamFolder(): ImapMailbox {
    this.spam ??= new ImapMailbox(this.user, this.password);
    return this.spam;
  }

  /** Moves messages to another folder, where they get new numbers, as with MOVE (RFC 6851). */
  move(isMoved: (message: ImapMessage) => boolean, to: ImapMailbox): void {
    const moved = this.messages.filter(isMoved);
    this.messages = this.messages.filter((message) => !isMoved(message));
    for (const message of moved) {
      const uid = to.add(message.raw, message);
      const arrived = to.messages.find((each) => each.uid === uid);
      if (arrived === undefined) continue;
      arrived.seen = message.seen;
      for (const keyword of message.keywords) arrived.keywords.add(keyword);
    }
  }

  delete(uid: number): void {
    this.messages = this.messages.filter((message) => message.uid !== uid);
  }

  /** Every message gets another number, as when the server restores its index: the old numbers mean nothing any more. */
  renumber(first = 1): void {
    this.uidValidity += 1;
    this.messages = this.messages.map((message, index) => ({ ...message, uid: first + index }));
    this.uidNext = first + this.messages.length;
  }

  /** Calls `notify` with each new message, until the returned function is called. */
  watch(notify: () => void): () => void {
    this.watchers.add(notify);
    return () => this.watchers.delete(notify);
  }
}
