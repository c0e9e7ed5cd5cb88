import { jetstream, type JetStreamClient } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import {
  ConfirmSends,
  GetContent,
  GetTransports,
  ReopenSteps,
  type DataOf,
  type EventContract,
  type RequestContract,
  type RequestOf,
  type ResponseOf,
} from '#contracts';
import type { Id } from '#kernel';
import { makeEvent, serversOf, toMessages } from '#messaging';
import type { z } from 'zod';

type Answer<C extends RequestContract> = (request: RequestOf<C>) => Promise<ResponseOf<C>> | ResponseOf<C>;

/** The services that the dispatcher asks and hears, on NATS, as a test wants them. */
export class Neighbours {
  confirm: Answer<typeof ConfirmSends> = () => ({ results: [] });
  content: Answer<typeof GetContent> = () => ({ results: [] });
  transports: Answer<typeof GetTransports> = () => ({ results: [] });
  reopen: Answer<typeof ReopenSteps> = ({ steps }) => ({ results: steps.map(() => 'reopened' as const) });

  private constructor(
    private readonly nats: NatsConnection,
    private readonly jetstream: JetStreamClient,
  ) {}

  static async start(natsUrl: string): Promise<Neighbours> {
    const nats = await connect(serversOf(natsUrl));
    const neighbours = new Neighbours(nats, jetstream(nats));
    neighbours.answer(ConfirmSends, (request) => neighbours.confirm(request));
    neighbours.answer(GetContent, (request) => neighbours.content(request));
    neighbours.answer(GetTransports, (request) => neighbours.transports(request));
    neighbours.answer(ReopenSteps, (request) => neighbours.reopen(request));
    await nats.flush();
    return neighbours;
  }

  async tell<C extends EventContract>(contract: C, workspaceId: Id<'ws'>, data: DataOf<C>): Promise<void> {
    const event = makeEvent(contract, { service: 'test', workspaceId, time: new Date(), data });
    for (const { id, subject, payload } of toMessages(contract, [event])) {
      await this.jetstream.publish(subject, payload, { msgID: id });
    }
  }

  stop(): Promise<void> {
    return this.nats.close();
  }

  private answer<Req extends z.ZodType, Res extends z.ZodType>(
    contract: RequestContract<Req, Res>,
    answer: (request: z.infer<Req>) => Promise<z.infer<Res>> | z.infer<Res>,
  ): void {
    this.nats.subscribe(contract.subject, {
      callback: (_, message) => {
        void replyOf(() => answer(contract.request.parse(message.json()))).then((reply) =>
          message.respond(JSON.stringify(reply)),
        );
      },
    });
  }
}

/** A stub that throws is a neighbour that is down. */
async function replyOf(answer: () => unknown): Promise<object> {
  try {
    return { status: 'ok', data: await answer() };
  } catch (error) {
    const refusal = { kind: 'unavailable', code: 'unavailable', message: String(error), details: {} };
    return { status: 'refused', ...refusal };
  }
}
