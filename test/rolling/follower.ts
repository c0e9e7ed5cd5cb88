import { EventClient, eventually } from '#testing';
import type { RestClient } from '../../apps/standalone/src/demo/rest-client.js';
import { keyOf } from '../support/event-stories.js';

/** A client that follows the events of a workspace and connects again, with its last event, when its stream ends. */
export class Follower {
  /** Every event that it got, in the order of arrival. */
  readonly ids: string[] = [];
  /** How often its stream ended and went on. */
  resumed = 0;
  private client: EventClient | undefined;
  private isStopped = false;
  private following: Promise<void> = Promise.resolve();

  private constructor(private readonly rest: RestClient) {}

  static async start(rest: RestClient, last: string): Promise<Follower> {
    const follower = new Follower(rest);
    follower.client = await follower.open(last);
    follower.following = follower.follow(follower.client);
    return follower;
  }

  /** The event that it got last. */
  get last(): string | undefined {
    return this.client?.last;
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    this.client?.close();
    await this.following;
  }

  private async follow(first: EventClient): Promise<void> {
    for (let client = first; ; client = this.client = await this.open(client.last)) {
      await eventually(
        () => {
          if (!client.isEnded) throw new Error('it goes on');
        },
        { timeoutMs: Infinity, intervalMs: 50 },
      );
      this.ids.push(...client.ids);
      if (this.isStopped) return;
      this.resumed += 1;
    }
  }

  private async open(last: string | undefined): Promise<EventClient> {
    const client = await EventClient.open(this.rest.baseUrl, { key: keyOf(this.rest), last });
    if (client.status !== 200) throw new Error(`the stream of events answered ${client.status}`);
    return client;
  }
}
