import { CountSends, ReadSendLog, type RequestOf, type ResponseOf, type SendView } from '#contracts';
import { newId, type Id } from '#kernel';
import { StubServices } from '#testing';
import { sendView } from './send-fixtures.js';

const PAGE_SIZE = 500;

/** The dispatcher with its send log. */
export class StubDispatcher {
  /** Runs before a page is answered: it may wait or throw. */
  beforePage: (request: RequestOf<typeof ReadSendLog>) => Promise<void> = async () => {};
  private readonly logs = new Map<string, readonly SendView[]>();

  private constructor(readonly services: StubServices) {}

  static async start(natsUrl: string): Promise<StubDispatcher> {
    const services = await StubServices.start(natsUrl);
    const stub = new StubDispatcher(services);
    await services.answer(CountSends, ({ campaign_id }) => ({ count: stub.sendsOf(campaign_id).length }));
    await services.answer(ReadSendLog, async (request) => {
      await stub.beforePage(request);
      return stub.page(request);
    });
    return stub;
  }

  /** A campaign with `count` sends, newest first. */
  campaign(count: number): { readonly campaign_id: Id<'camp'>; readonly sends: SendView[] } {
    const campaign_id = newId('camp');
    const sends = Array.from({ length: count }, (_, index) =>
      sendView({ campaign_id, email: `person-${index}@example.com` }),
    );
    this.logs.set(campaign_id, sends);
    return { campaign_id, sends };
  }

  private sendsOf(campaignId: string): readonly SendView[] {
    return this.logs.get(campaignId) ?? [];
  }

  private page({ campaign_id, cursor = '0' }: RequestOf<typeof ReadSendLog>): ResponseOf<typeof ReadSendLog> {
    const sends = this.sendsOf(campaign_id);
    const end = Number(cursor) + PAGE_SIZE;
    return {
      results: sends.slice(Number(cursor), end),
      next_cursor: end < sends.length ? String(end) : null,
    };
  }
}
