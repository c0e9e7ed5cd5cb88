/** One JetStream stream: its subjects and how long it keeps messages. Provisioned and compared at boot by every service. */
export interface StreamDefinition {
  readonly name: string;
  readonly subjects: readonly string[];
  /** PostgreSQL is the truth; streams only have to outlive the longest outage of a consumer. */
  readonly maxAgeDays: number;
  /** Within this window a message that is published again with the same id is dropped by the server. */
  readonly duplicateWindowSeconds: number;
}

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
  evt('CONTACT', 'contact', 14),
  evt('EXPORT', 'export', 14),
  { name: 'INBOUND', subjects: ['nimbus.in.>'], maxAgeDays: 14, duplicateWindowSeconds: 120 },
  { name: 'DEAD_LETTER', subjects: ['dlq.>'], maxAgeDays: 90, duplicateWindowSeconds: 120 },
] as const satisfies readonly StreamDefinition[];
