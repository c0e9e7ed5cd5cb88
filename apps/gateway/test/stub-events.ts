import {
  EventsStored,
  examples,
  ListEvents,
  ReadEvents,
  type PublicEvent,
  type WorkspaceId,
} from '#contracts';
import { newId } from '#kernel';
import type { GatewayHarness } from './gateway-harness.js';

type EventChanges = Partial<Pick<PublicEvent, 'type' | 'created_at' | 'data'>>;

/** The stored events of one workspace, answered as the service `webhooks` does; positions begin at 1. */
export class StubEvents {
  readonly stored: PublicEvent[] = [];
  /** Events of a page at most: an answer on NATS has less than 1 MB. */
  pageSize = 200;
  /** The requests for a page so far. */
  reads = 0;

  private constructor(
    private readonly gateway: GatewayHarness,
    private readonly workspaceId: WorkspaceId,
  ) {}

  /** Answers until the harness removes its stubs. */
  static async start(gateway: GatewayHarness, workspaceId: WorkspaceId): Promise<StubEvents> {
    const events = new StubEvents(gateway, workspaceId);
    await gateway.answer(ListEvents, () => ({
      results: events.stored.slice(-1),
      next_cursor: null,
      has_more: false,
    }));
    await gateway.reply(ReadEvents, (request) => events.page(request));
    return events;
  }

  /** Stores an event; nobody hears of it until `tell`. */
  add(changes: EventChanges = {}): PublicEvent {
    const event: PublicEvent = {
      ...examples.EVENT,
      id: newId('evt'),
      workspace_id: this.workspaceId,
      created_at: this.gateway.clock.now().toISOString(),
      ...changes,
    };
    this.stored.push(event);
    return event;
  }

  /** The signal that new events are stored. */
  tell(workspaceId: string = this.workspaceId): void {
    const signal = JSON.stringify({ workspace_ids: [workspaceId] });
    this.gateway.nats.connection.publish(EventsStored.subject, signal);
  }

  private page(raw: unknown) {
    this.reads += 1;
    const { from, type, campaign_id, limit } = ReadEvents.request.parse(raw);
    const position = this.positionOf(from);
    if (position === undefined) return EXPIRED;
    const matching = this.stored
      .map((event, index) => ({ event, position: index + 1 }))
      .filter((one) => one.position > position)
      .filter(({ event }) => type?.includes(event.type) !== false)
      .filter(({ event }) => campaign_id === undefined || event.data['campaign_id'] === campaign_id);
    const page = matching.slice(0, Math.min(limit, this.pageSize));
    const has_more = matching.length > page.length;
    const end = has_more ? page.at(-1)?.position : this.stored.length;
    return {
      status: 'ok' as const,
      data: { events: page.map(({ event }) => event), position: end, has_more },
    };
  }

  private positionOf(from: (typeof ReadEvents)['request']['_output']['from']): number | undefined {
    if (from === undefined) return this.stored.length;
    if ('position' in from) return from.position;
    const index = this.stored.findIndex(({ id }) => id === from.event_id);
    return index === -1 ? undefined : index + 1;
  }
}

const EXPIRED = {
  status: 'refused',
  kind: 'invalid',
  code: 'event_expired',
  message: 'the event is not stored any more',
  details: {},
} as const;
