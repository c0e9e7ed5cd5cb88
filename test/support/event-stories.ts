import { pageOf, PublicEvent } from '#contracts';
import { EventClient, eventually } from '#testing';
import type { RestClient } from '../../apps/standalone/src/demo/rest-client.js';
import { call } from './call.js';

/** One connection: contacts that are written meanwhile, the events after which it is cut, and the replica. */
export interface Visit {
  readonly contacts: number;
  readonly cutAfter: number;
  readonly replica: number;
}

export const keyOf = ({ authorization }: RestClient): string =>
  authorization['authorization']?.replace('Bearer ', '') ?? '';

/** The events that were stored after one, as the list has them. */
export async function listedAfter(rest: RestClient, after: string): Promise<PublicEvent[]> {
  const events: PublicEvent[] = [];
  let cursor = '';
  do {
    const path = `events/?after=${after}&page_size=7${cursor}`;
    const page = await rest.get(pageOf(PublicEvent), path);
    events.push(...page.results);
    cursor = page.next_cursor === null ? '' : `&cursor=${encodeURIComponent(page.next_cursor)}`;
  } while (cursor !== '');
  return events;
}

/** The newest event, once one is there. */
export const newestEvent = (rest: RestClient): Promise<PublicEvent> =>
  eventually(async () => {
    const { results } = await rest.get(pageOf(PublicEvent), 'events/?page_size=1');
    const [newest] = results;
    if (newest === undefined) throw new Error('no event is stored');
    return newest;
  });

/** A client that connects again and again with the last event that it had, and what it got in all. */
export class Follower {
  readonly ids: string[] = [];

  constructor(
    private readonly baseUrls: readonly string[],
    private readonly rest: RestClient,
    private last: string,
  ) {}

  /** Connects, and is cut off after some events, or after all contacts are written if they are fewer. */
  async visit({ contacts, cutAfter, replica }: Visit): Promise<void> {
    let isWritten = false;
    const client = await this.connect(replica);
    const writing = this.write(contacts).then(() => (isWritten = true));
    await eventually(() => expectThat(isWritten || client.events.length >= cutAfter), { intervalMs: 1 });
    this.disconnect(client);
    await writing;
  }

  /** Connects until it has an event, and leaves. */
  async catchUpWith(id: string): Promise<void> {
    const client = await this.connect(0);
    await eventually(() => expectThat(this.ids.includes(id) || client.ids.includes(id)));
    this.disconnect(client);
  }

  private connect(replica: number): Promise<EventClient> {
    const baseUrl = this.baseUrls[replica] ?? '';
    return EventClient.open(baseUrl, { key: keyOf(this.rest), last: this.last });
  }

  private disconnect(client: EventClient): void {
    client.close();
    this.ids.push(...client.ids);
    this.last = client.last ?? this.last;
  }

  /** One by one, so that their events are stored at many moments. */
  private async write(contacts: number): Promise<void> {
    for (let index = 0; index < contacts; index += 1) {
      await call(this.rest, 'POST', 'contacts/', { email: `${crypto.randomUUID()}@example.com` });
    }
  }
}

function expectThat(holds: boolean): void {
  if (!holds) throw new Error('not yet');
}
