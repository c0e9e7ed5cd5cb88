import { Injectable } from '@nestjs/common';
import type { SendStatus, SentMessage, SentMessageQuery } from '#contracts';
import { Database } from '#database';
import { idOf, uuidOf } from '#kernel';
import { BY_ADDRESS, BY_ID } from './sent-messages.sql.js';

type ById = Extract<SentMessageQuery, { send_id: string }>;
type ByAddress = Extract<SentMessageQuery, { sending_account_id: string }>;

/** How a message is found in the database. */
export type StoredMessageQuery = ById | ByAddress;

type Uuids = Record<
  'id' | 'workspace_id' | 'campaign_id' | 'enrollment_id' | 'contact_id' | 'step_id' | 'account_id',
  string
>;

interface FoundRow extends Uuids {
  readonly email: string;
  readonly step_number: number;
  readonly variant: string | null;
  readonly status: SendStatus;
  readonly message_id: string | null;
  readonly subject: string | null;
  readonly sent_at: Date | null;
}

/** Messages that left, or may have left, as mail that comes back names them. */
@Injectable()
export class SentMessages {
  constructor(private readonly database: Database) {}

  /** In the order of the queries; null where there is none, and for a query that is null. */
  async find(queries: readonly (StoredMessageQuery | null)[]): Promise<(SentMessage | null)[]> {
    const known = queries.filter((query) => query !== null);
    const ids = known.filter((query) => 'send_id' in query);
    const addresses = known.filter((query) => 'sending_account_id' in query);
    const [byId, byAddress] = await Promise.all([this.byId(ids), this.byAddress(addresses)]);
    const found = new Map<StoredMessageQuery, SentMessage>([...byId, ...byAddress]);
    return queries.map((query) => (query && found.get(query)) ?? null);
  }

  private async byId(queries: readonly ById[]): Promise<(readonly [ById, SentMessage])[]> {
    if (queries.length === 0) return [];
    const rows = await this.database.query<FoundRow>(BY_ID, [queries.map(({ send_id }) => uuidOf(send_id))]);
    const messages = new Map(rows.map((row) => [idOf('send', row.id), sentMessage(row)]));
    return queries.flatMap((query) => {
      const message = messages.get(query.send_id);
      return message === undefined ? [] : [[query, message] as const];
    });
  }

  private async byAddress(queries: readonly ByAddress[]): Promise<(readonly [ByAddress, SentMessage])[]> {
    if (queries.length === 0) return [];
    const rows = await this.database.query<FoundRow & { place: number }>(BY_ADDRESS, [
      queries.map(({ sending_account_id }) => uuidOf(sending_account_id)),
      queries.map(({ email }) => email),
      queries.map(({ since }) => since),
    ]);
    return rows.flatMap((row) => {
      const query = queries[row.place - 1];
      return query === undefined ? [] : [[query, sentMessage(row)] as const];
    });
  }
}

const sentMessage = (row: FoundRow): SentMessage => ({
  send_id: idOf('send', row.id),
  workspace_id: idOf('ws', row.workspace_id),
  campaign_id: idOf('camp', row.campaign_id),
  enrollment_id: idOf('enr', row.enrollment_id),
  contact_id: idOf('cont', row.contact_id),
  step_id: idOf('step', row.step_id),
  step_number: row.step_number,
  variant: row.variant,
  email: row.email,
  sending_account_id: idOf('ea', row.account_id),
  status: row.status,
  message_id: row.message_id,
  subject: row.subject,
  sent_at: row.sent_at?.toISOString() ?? null,
});
