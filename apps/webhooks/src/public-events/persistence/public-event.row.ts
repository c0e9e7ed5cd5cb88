import type { PublicEvent, PublicEventType } from '#contracts';
import { idOf, uuidOf } from '#kernel';

export interface PublicEventRow {
  readonly id: string;
  readonly type: PublicEventType;
  readonly created_at: Date;
  readonly workspace_id: string;
  readonly data: PublicEvent['data'];
}

/** Its fields in the order of the documents: the body of a webhook is this object. */
export const publicEventOf = (row: PublicEventRow): PublicEvent => ({
  id: idOf('evt', row.id),
  type: row.type,
  created_at: row.created_at.toISOString(),
  workspace_id: idOf('ws', row.workspace_id),
  data: row.data,
});

/** The columns of many events, for `unnest`. */
export const columnsOf = (events: readonly PublicEvent[]): readonly unknown[] => [
  events.map(({ id }) => uuidOf(id)),
  events.map(({ workspace_id }) => uuidOf(workspace_id)),
  events.map(({ type }) => type),
  events.map(campaignOf),
  events.map(({ created_at }) => created_at),
  events.map(({ data }) => JSON.stringify(data)),
];

/** The campaign that an event is about, or none. */
function campaignOf({ data }: PublicEvent): string | null {
  const { campaign, campaign_id } = data;
  const id = isObject(campaign) ? campaign['id'] : campaign_id;
  return typeof id === 'string' ? uuidOf(id) : null;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
