import {
  CountSends,
  ReadSendLog,
  type RequestContract,
  type RequestOf,
  type ResponseOf,
  type SendView,
} from '#contracts';
import { newId, unavailable } from '#kernel';
import type { NatsConnectionHolder } from '#messaging';
import { aSend } from './a-send.js';

type Page = ResponseOf<typeof ReadSendLog>;

/** How many sends a page of the stub has; the job does not care. */
const PAGE = 500;

/** The dispatcher's log of sends, as far as exports ask for it. */
export class SendLogStub {
  /** What happens before a page is answered: nothing, a wait, or a failure. */
  beforePage: (request: RequestOf<typeof ReadSendLog>) => Promise<void> = async () => {};
  private readonly logs = new Map<string, readonly SendView[]>();

  private constructor(private readonly nats: NatsConnectionHolder) {}

  static async start(nats: NatsConnectionHolder): Promise<SendLogStub> {
    const stub = new SendLogStub(nats);
    stub.answer(CountSends, async ({ campaign_id }) => ({ count: stub.sendsOf(campaign_id).length }));
    stub.answer(ReadSendLog, async (request) => {
      await stub.beforePage(request);
      return stub.page(request);
    });
    await nats.connection.flush();
    return stub;
  }

  /** A campaign with so many sends, newest first. */
  campaign(count: number): {
    readonly campaign_id: ReturnType<typeof newId<'camp'>>;
    readonly sends: SendView[];
  } {
    const campaign_id = newId('camp');
    const sends = Array.from({ length: count }, (_, index) =>
      aSend({ campaign_id, email: `person-${index}@example.com` }),
    );
    this.logs.set(campaign_id, sends);
    return { campaign_id, sends };
  }

  private sendsOf(campaignId: string): readonly SendView[] {
    return this.logs.get(campaignId) ?? [];
  }

  private page({ campaign_id, cursor = '0' }: RequestOf<typeof ReadSendLog>): Page {
    const sends = this.sendsOf(campaign_id);
    const end = Number(cursor) + PAGE;
    return {
      results: sends.slice(Number(cursor), end),
      next_cursor: end < sends.length ? String(end) : null,
    };
  }

  private answer<C extends RequestContract>(
    contract: C,
    answer: (request: RequestOf<C>) => Promise<ResponseOf<C>>,
  ): void {
    this.nats.connection.subscribe(contract.subject, {
      callback: (_, message) =>
        void answer(message.json<RequestOf<C>>()).then(
          (data) => message.respond(JSON.stringify({ status: 'ok', data })),
          () => message.respond(JSON.stringify(REFUSED)),
        ),
    });
  }
}

const { kind, code, message, details } = unavailable('the log is away');
const REFUSED = { status: 'refused', kind, code, message, details };
