import { Injectable, Logger } from '@nestjs/common';
import { EmailClicked } from '#contracts';
import { toMessages } from '#messaging';
import { Ticker } from '#service';
import { clickEvents, type Click } from './click.js';
import { LinkHits } from './link-hits.js';
import { SignalPublisher } from './signal-publisher.js';
import { sweptHits } from './swept-hits.js';

/** Each hit wakes the queue; one that came while a batch failed waits for this. */
const REST_MS = 10_000;
const GATHER_MS = 250;
/** The most hits in memory: 3 MB with usual targets, 20 MB with the longest. A second's clicks of a large campaign are a tenth. */
const MAX_WAITING = 5_000;

/** Collects the hits on links and stores those of a quarter of a second at once, so that a redirect waits for nothing. */
@Injectable()
export class LinkHitQueue extends Ticker {
  private readonly log = new Logger('LinkHits');
  private waiting = new Map<string, Click>();
  private dropped = 0;

  constructor(
    private readonly hits: LinkHits,
    private readonly publisher: SignalPublisher,
  ) {
    super({ name: 'LinkHitQueue', restMs: REST_MS, gatherMs: GATHER_MS, work: () => this.store() });
  }

  /** Repeats until the next batch are one hit. In a flood the memory is bounded, and further hits are not counted. */
  add(click: Click): void {
    const { message, link, machine } = click;
    const name = `${message.send_id} ${link.position} ${machine}`;
    if (this.waiting.has(name)) return;
    if (this.waiting.size < MAX_WAITING) this.waiting.set(name, click);
    else this.dropped += 1;
    this.wakeSoon();
  }

  /** Hits that came during the last batch are stored too. */
  override async onModuleDestroy(): Promise<void> {
    await super.onModuleDestroy();
    await this.store();
  }

  private async store(): Promise<'idle'> {
    const clicks = [...this.waiting.values()];
    this.waiting = new Map();
    if (this.dropped > 0) this.log.warn(`${this.dropped} hits on links were not counted: too many at once`);
    this.dropped = 0;
    if (clicks.length === 0) return 'idle';

    try {
      await this.hits.add(clicks);
    } catch (error) {
      this.log.warn(
        `${clicks.length} hits on links are judged by themselves and published: ${String(error)}`,
      );
      await this.publish(clicks);
    }
    return 'idle';
  }

  /** Without the database only the hits of the batch tell of a sweep. */
  private async publish(clicks: readonly Click[]): Promise<void> {
    const swept = sweptHits(
      clicks.map(({ message, link, at }, index) => ({
        id: String(index),
        send_id: message.send_id,
        position: link.position,
        links: link.count,
        at,
      })),
    );
    const judged = clicks.map((click, n) => ({ ...click, machine: click.machine || swept.has(String(n)) }));
    const stored = await this.publisher.published(toMessages(EmailClicked, clickEvents(judged)));
    if (!stored)
      this.log.error(`${clicks.length} hits on links are lost: neither PostgreSQL nor NATS took them`);
  }
}
