import { Controller } from '@nestjs/common';
import { ListEvents, ReadEvents, type RequestOf } from '#contracts';
import { batchesOf, HandlesRequest, pageFrom } from '#messaging';
import { EventsFeed } from '../persistence/events-feed.js';

@Controller()
export class EventsController {
  constructor(private readonly feed: EventsFeed) {}

  @HandlesRequest(ListEvents)
  async list(query: RequestOf<typeof ListEvents>) {
    const found = await this.feed.page(query);
    return pageFrom(
      found.map(({ event }) => event),
      { size: query.page_size },
    );
  }

  /** As many events as fit into a message. */
  @HandlesRequest(ReadEvents)
  async read(query: RequestOf<typeof ReadEvents>) {
    const start = await this.feed.positionOf(query);
    const found = await this.feed.behind(query, start);
    const [placed = []] = batchesOf(found, { maxItems: query.limit });
    return {
      events: placed.map(({ event }) => event),
      position: placed.at(-1)?.position ?? start,
      has_more: placed.length < found.length,
    };
  }
}
