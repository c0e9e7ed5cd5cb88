import { Injectable } from '@nestjs/common';
import type { ListEvents, PublicEvent, ReadEvents, RequestOf } from '#contracts';
import { Database } from '#database';
import { DomainError, isId, uuidOf, type Id } from '#kernel';
import { uuidIn } from '#messaging';
import { eventsIn, NEWEST_POSITION, POSITION_AT, POSITION_OF } from './events-feed.sql.js';
import { publicEventOf, type PublicEventRow } from './public-event.row.js';

/** `bigint`, which pg answers as text. */
type Position = string;
type PositionRow = { readonly position: Position };

type ListQuery = RequestOf<typeof ListEvents>;
type ReadQuery = RequestOf<typeof ReadEvents>;
type Filter = Pick<ListQuery, 'workspace_id' | 'campaign_id' | 'type'>;

const BEHIND_ALL: Position = '9223372036854775807';

/** An event with its place among all. */
export interface PlacedEvent {
  readonly event: PublicEvent;
  readonly position: number;
}

/** The stored events of a workspace, in the order in which they became visible. */
@Injectable()
export class EventsFeed {
  constructor(private readonly database: Database) {}

  /** Newest first, or from `after` on; one event more than a page tells whether there is a next page. */
  async page(query: ListQuery): Promise<PlacedEvent[]> {
    const { after, page_size } = query;
    const position = await this.beginningOf(query);
    if (position === null) return [];
    const order = after === undefined ? 'desc' : 'asc';
    return this.events(query, { order, position, limit: page_size + 1 });
  }

  /** Reads the events behind a position; one event more than the limit tells whether there are more. */
  async behind(query: ReadQuery, position: number): Promise<PlacedEvent[]> {
    return this.events(query, { order: 'asc', position: String(position), limit: query.limit + 1 });
  }

  /** The position at which a reader begins: the one that it names, its last event's, or the newest event's. */
  async positionOf({ workspace_id, from }: ReadQuery): Promise<number> {
    if (from === undefined) return Number((await this.newest(workspace_id)) ?? 0);
    if ('position' in from) return from.position;
    return Number(await this.place(workspace_id, uuidOf(from.event_id)));
  }

  /** Null where nothing was stored since. */
  private async beginningOf({ workspace_id, after, cursor }: ListQuery): Promise<Position | null> {
    const last = uuidIn(cursor, 'evt');
    if (last !== null) return this.place(workspace_id, last);
    if (after === undefined) return BEHIND_ALL;
    if (isId('evt', after)) return this.place(workspace_id, uuidOf(after));
    const params = [uuidOf(workspace_id), after];
    const [row] = await this.database.query<{ position: Position | null }>(POSITION_AT, params);
    return row?.position ?? null;
  }

  private async events(
    { workspace_id, campaign_id, type }: Filter,
    range: { readonly order: 'asc' | 'desc'; readonly position: Position; readonly limit: number },
  ): Promise<PlacedEvent[]> {
    const { sql, values } = eventsIn({
      ...range,
      workspace: uuidOf(workspace_id),
      campaign: campaign_id && uuidOf(campaign_id),
      types: type && [...new Set(type)],
    });
    const rows = await this.database.query<PublicEventRow & PositionRow>(sql, values);
    return rows.map((row) => ({ event: publicEventOf(row), position: Number(row.position) }));
  }

  private async newest(workspaceId: Id<'ws'>): Promise<Position | undefined> {
    const [newest] = await this.database.query<PositionRow>(NEWEST_POSITION, [uuidOf(workspaceId)]);
    return newest?.position;
  }

  private async place(workspaceId: Id<'ws'>, event: string): Promise<Position> {
    const [found] = await this.database.query<PositionRow>(POSITION_OF, [uuidOf(workspaceId), event]);
    if (found === undefined) throw expired();
    return found.position;
  }
}

const expired = (): DomainError =>
  new DomainError(
    'invalid',
    'event_expired',
    'the event to go on after is not stored: events are kept for 30 days; go on without it, or after a time',
  );
