import { Injectable } from '@nestjs/common';
import { ListEvents, ReadEvents, type RequestOf, type WorkspaceId } from '#contracts';
import { Clock, DomainError, type Id } from '#kernel';
import { RpcClient } from '#messaging';
import { textOf } from './event-text.js';

const DAY_MS = 24 * 3_600_000;
/** Characters of events that a connection holds at most, unless one event alone has more. */
const PAGE_CHARACTERS = 262_144;

/** The events that a stream shows. */
export type Followed = Pick<RequestOf<typeof ReadEvents>, 'workspace_id' | 'type' | 'campaign_id'>;

type Place = NonNullable<RequestOf<typeof ReadEvents>['from']>;

/** The next events of a stream, as they are sent. */
export interface FeedPage {
  readonly text: string;
  /** When the first of them happened. */
  readonly since: string | undefined;
  readonly next: Place;
  readonly hasMore: boolean;
}

/** The beginning of a stream: the event after which it begins, and the first page. */
export interface Begun {
  readonly place: Id<'evt'> | undefined;
  readonly page: FeedPage;
}

/** Reads the stored events of a workspace for streams. */
@Injectable()
export class EventFeed {
  constructor(
    private readonly rpc: RpcClient,
    private readonly clock: Clock,
  ) {}

  /**
   * After the event that the client had last, or else after the newest one.
   *
   * @throws DomainError `event_expired` when that event is not stored, or when an event of more than a day ago would be
   * the next one. A quiet stream goes on after an older event, since nothing was missed.
   */
  async begin(followed: Followed, last: Id<'evt'> | undefined): Promise<Begun> {
    const place = last ?? (await this.newest(followed.workspace_id));
    const page = await this.read(followed, place === undefined ? undefined : { event_id: place });
    const isOld = page.since !== undefined && this.clock.now().getTime() - Date.parse(page.since) > DAY_MS;
    if (last !== undefined && isOld) throw expired(last);
    return { place, page };
  }

  /** The next events, as many as a connection may hold. */
  async read(followed: Followed, from: Place | undefined): Promise<FeedPage> {
    const { events, position, has_more } = await this.rpc.request(ReadEvents, { ...followed, from });
    const since = events[0]?.created_at;
    let text = '';
    for (const event of events) {
      text += textOf(event);
      const isLast = event === events.at(-1);
      if (text.length >= PAGE_CHARACTERS && !isLast)
        return { text, since, next: { event_id: event.id }, hasMore: true };
    }
    return { text, since, next: { position }, hasMore: has_more };
  }

  private async newest(workspace_id: WorkspaceId): Promise<Id<'evt'> | undefined> {
    const { results } = await this.rpc.request(ListEvents, { workspace_id, page_size: 1 });
    return results[0]?.id;
  }
}

const expired = (last: Id<'evt'>): DomainError =>
  new DomainError(
    'invalid',
    'event_expired',
    `more than a day has passed after ${last}: get what you missed from GET /api/v1/events/?after=${last}, then follow without Last-Event-ID`,
  );
