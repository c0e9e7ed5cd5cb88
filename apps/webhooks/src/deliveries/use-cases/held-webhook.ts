import type { Id } from '#kernel';
import type { EndpointTarget } from '../../endpoints/index.js';
import type { Delivery } from '../domain/attempt.js';
import { Signer } from '../domain/signing.js';

/** Deliveries that are read of a webhook: few of a slow one, whose deliveries would only use memory. */
const FIRST_READ = 10;
const LARGEST_READ = 200;
/** All that waits is one message for Slack. */
export const SLACK_READ = 100;
/** A webhook that used up what was read within this time gets twice as many at once. */
const QUICK_MS = 1_000;
/** Attempts that the database does not take keep their deliveries in memory. */
const MAX_KNOWN = 400;
/** A secret before a rotation is valid for a day; its end is noticed this late. */
const SETTINGS_LIFE_MS = 60_000;

/** A webhook to which this process sends, with the deliveries that it has read. */
export class HeldWebhook {
  readonly waiting: Delivery[] = [];
  /** Requests under way. */
  inFlight = 0;
  /** The database has more deliveries that are due. */
  hasMore = false;
  target: EndpointTarget | undefined;
  signer = new Signer([]);
  /** By the clock of the process: until then it may begin attempts, and a Slack webhook gets no message before. */
  mayStartUntil = 0;
  pausedUntil = 0;
  /** It answered 410: nothing more is begun before a beat that comes after the record of that. */
  isGone = false;
  private readonly known = new Set<Id<'evt'>>();
  private readSize = FIRST_READ;
  private filledAt = 0;
  private taken = 0;
  private changedAt = 0;
  private loadedAt = 0;

  constructor(readonly id: Id<'wh'>) {}

  get isIdle(): boolean {
    return this.known.size === 0;
  }

  /** Attempts are under way, or the database has not got their outcomes yet. */
  get hasUnrecorded(): boolean {
    return this.known.size > this.waiting.length;
  }

  /** It needs no more deliveries now. */
  get isFull(): boolean {
    return this.waiting.length * 2 > this.nextRead || this.known.size >= MAX_KNOWN;
  }

  /** How many rows to read: those in memory are among them. */
  get sizeToRead(): number {
    return this.nextRead + this.known.size;
  }

  private get nextRead(): number {
    return this.target?.format === 'slack' ? SLACK_READ : this.readSize;
  }

  knows(eventId: Id<'evt'>): boolean {
    return this.known.has(eventId);
  }

  /** Whether the settings are to be read again. */
  isOutdated(changedAt: Date, now: number): boolean {
    return changedAt.getTime() !== this.changedAt || now - this.loadedAt > SETTINGS_LIFE_MS;
  }

  use(target: EndpointTarget, changedAt: Date, now: number): void {
    this.target = target;
    this.signer = new Signer(target.opened?.signing ?? []);
    this.changedAt = changedAt.getTime();
    this.loadedAt = now;
  }

  /** `hangs`: it has one request at a time, so that more deliveries would wait for minutes. */
  add(deliveries: readonly Delivery[], now: number, { hangs }: { readonly hangs: boolean }): void {
    if (deliveries.length === 0) return;
    this.readSize = hangs ? 1 : this.nextSize(now);
    this.filledAt = now;
    this.taken = 0;
    for (const delivery of deliveries) {
      this.known.add(delivery.eventId);
      this.waiting.push(delivery);
    }
  }

  /** The next deliveries to be sent. */
  take(count: number): Delivery[] {
    const taken = this.waiting.splice(0, count);
    this.taken += taken.length;
    return taken;
  }

  private nextSize(now: number): number {
    if (now - this.filledAt > QUICK_MS) return FIRST_READ;
    return this.taken * 2 < this.readSize ? this.readSize : Math.min(2 * this.readSize, LARGEST_READ);
  }

  /** They are recorded, or of no interest any more: a later reading may find them again. */
  forget(eventIds: readonly Id<'evt'>[]): void {
    for (const eventId of eventIds) this.known.delete(eventId);
  }

  /** Waiting deliveries are not sent from here. Requests under way end by themselves. */
  dropWaiting(): void {
    this.forget(this.waiting.map(({ eventId }) => eventId));
    this.waiting.length = 0;
  }
}
