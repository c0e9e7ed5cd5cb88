import type { SendStatus } from '#contracts';
import { idOf, type Id } from '#kernel';

/** `delegated`: a platform sends it, and has not reported that it left. Outside of the service it is scheduled. */
export type StoredStatus = SendStatus | 'delegated';

/** The stored statuses that a status of the API stands for. */
export const storedStatuses = (status: SendStatus): readonly StoredStatus[] =>
  status === 'scheduled' ? ['scheduled', 'delegated'] : [status];

/** A send of a list. */
export interface StoredSend {
  readonly id: Id<'send'>;
  readonly campaign_id: Id<'camp'>;
  readonly contact_id: Id<'cont'>;
  readonly email: string;
  readonly step_number: number;
  readonly variant: string | null;
  readonly account_id: Id<'ea'> | null;
  readonly status: StoredStatus;
  readonly due_at: Date;
  /** The zone of its contact when it was planned, where known. */
  readonly time_zone: string | null;
  readonly sent_at: Date | null;
  readonly message_id: string | null;
  readonly subject: string | null;
  readonly opened_at: Date | null;
  readonly clicked_at: Date | null;
  readonly replied_at: Date | null;
  readonly bounced_at: Date | null;
  readonly unsubscribed_at: Date | null;
  readonly error_code: string | null;
  readonly smtp_code: number | null;
  readonly error_message: string | null;
}

export type SendRow = Omit<StoredSend, 'id' | 'campaign_id' | 'contact_id' | 'account_id'> & {
  readonly id: string;
  readonly campaign_id: string;
  readonly contact_id: string;
  readonly account_id: string | null;
};

export const storedSend = (row: SendRow): StoredSend => ({
  ...row,
  id: idOf('send', row.id),
  campaign_id: idOf('camp', row.campaign_id),
  contact_id: idOf('cont', row.contact_id),
  account_id: row.account_id === null ? null : idOf('ea', row.account_id),
});
