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
}

/** How a message differs from one that arrives now. */
type Arrival = Partial<Pick<ImapMessage, 'arrivedAt' | 'size' | 'refusal'>>;

/** The INBOX of one user. */
export class ImapMailbox {
  uidValidity = 1_000;
  uidNext = 1;
  messages: ImapMessage[] = [];
  private readonly watchers = new Set<() => void>();

  constructor(
    readonly user: string,
    /** Or the access token of XOAUTH2. */
    public password: string,
  ) {}

  add(raw: Buffer | string, { arrivedAt = new Date(), size, refusal }: Arrival = {}): number {
    const bytes = Buffer.from(raw);
    const uid = this.uidNext;
    this.messages.push({ uid, raw: bytes, arrivedAt, size: size ?? bytes.length, refusal, seen: false });
    this.uidNext += 1;
    for (const notify of this.watchers) notify();
    return uid;
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
