/** One JetStream stream: its subjects and how long it keeps messages. Provisioned and compared at boot by every service. */
export interface StreamDefinition {
  readonly name: string;
  readonly subjects: readonly string[];
  /** PostgreSQL is the truth; streams only have to outlive the longest outage of a consumer. */
  readonly maxAgeDays: number;
  /**
   * Messages go when the one consumer has handled them. Above a limit a new message is refused, which its sender sees; in
   * the other streams the oldest messages go.
   */
  readonly untilHandled?: boolean;
  /**
   * Only for streams that outsiders can fill and that hold no state: an event of a state that is gone before its consumers
   * had it would be missing until somebody notices. The server reserves this much.
   */
  readonly maxBytes?: number;
  /** One sender of many fills only its own share. */
  readonly maxMessagesPerSubject?: number;
  /** Within this window a message that is published again with the same id is dropped by the server. */
  readonly duplicateWindowSeconds: number;
}

const MEGABYTE = 1_048_576;

const evt = (name: string, aggregate: string, maxAgeDays: number): StreamDefinition => ({
  name,
  subjects: [`evt.${aggregate}.>`],
  maxAgeDays,
  duplicateWindowSeconds: 120,
});

/** Split by volume, so that a flood of e-mail facts never pushes a campaign's launch out of its stream. */
export const STREAMS = [
  evt('CAMPAIGN', 'campaign', 30),
  evt('ENROLLMENT', 'enrollment', 14),
  evt('EMAIL', 'email', 14),
  evt('ACCOUNT', 'account', 30),
  evt('DELIVERABILITY', 'deliverability', 30),
  evt('CONTACT', 'contact', 14),
  evt('EXPORT', 'export', 14),
  evt('WARMUP', 'warmup', 14),
  evt('PLATFORM', 'platform', 14),
  evt('WORKSPACE', 'workspace', 30),
  {
    name: 'INBOUND',
    subjects: ['nimbus.in.>'],
    untilHandled: true,
    maxAgeDays: 14,
    maxBytes: 512 * MEGABYTE,
    maxMessagesPerSubject: 10_000,
    duplicateWindowSeconds: 120,
  },
  {
    name: 'OUTBOUND',
    subjects: ['nimbus.out.>'],
    maxAgeDays: 7,
    maxBytes: 512 * MEGABYTE,
    duplicateWindowSeconds: 120,
  },
  {
    name: 'DEAD_LETTER',
    subjects: ['dlq.>'],
    maxAgeDays: 90,
    maxBytes: 512 * MEGABYTE,
    duplicateWindowSeconds: 120,
  },
] as const satisfies readonly StreamDefinition[];
