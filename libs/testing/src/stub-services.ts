import type { Msg } from '@nats-io/transport-node';
import type { DataOf, EventContract, EventOf, RequestContract, RequestOf, ResponseOf } from '#contracts';
import { DomainError, unavailable, type ErrorDetails, type ErrorKind, type Id } from '#kernel';
import {
  bug,
  JetStreamPublisher,
  makeEvent,
  NatsConnectionHolder,
  refusal,
  respond,
  RpcClient,
  toMessages,
} from '#messaging';

export type StubHandler<C extends RequestContract> = (
  request: RequestOf<C>,
) => Promise<ResponseOf<C>> | ResponseOf<C>;

/** The reply of a stub, whatever its contract says. */
export type StubReply =
  | { readonly status: 'ok'; readonly data: unknown }
  | {
      readonly status: 'refused';
      readonly kind: ErrorKind;
      readonly code: string;
      readonly message: string;
      readonly details: ErrorDetails;
    }
  | { readonly status: 'bug' };

/** Handles a raw request. */
type RawHandler = (request: unknown, message: Msg) => StubReply | Promise<StubReply>;

/** The other services, as far as the service under test meets them on NATS. */
export class StubServices {
  /** Sends requests to the service under test. */
  readonly rpc: RpcClient;
  private readonly publisher: JetStreamPublisher;
  private readonly handlers = new Map<string, RawHandler>();
  private received: { readonly subject: string; readonly request: unknown }[] = [];

  private constructor(readonly nats: NatsConnectionHolder) {
    this.rpc = new RpcClient(nats);
    this.publisher = new JetStreamPublisher(nats);
  }

  static async start(natsUrl: string): Promise<StubServices> {
    return new StubServices(
      await NatsConnectionHolder.connect({ service: 'stub-services', url: natsUrl, replicas: 1 }),
    );
  }

  stop(): Promise<void> {
    return this.nats.close();
  }

  /**
   * Answers the requests of a contract from now on, in place of an earlier handler. A DomainError that the handler throws
   * is the refusal that the caller gets; any other error is a service that is down.
   */
  async answer<C extends RequestContract>(contract: C, handler: StubHandler<C>): Promise<void>;
  async answer(contract: RequestContract, handler: (request: unknown) => unknown): Promise<void> {
    await this.reply(contract, (request) => replyOf(() => handler(contract.request.parse(request))));
  }

  /** Answers with replies that may break the contract. */
  async reply({ subject }: RequestContract, handler: RawHandler): Promise<void> {
    const subscribed = this.handlers.has(subject);
    this.handlers.set(subject, handler);
    if (subscribed) return;

    this.nats.connection.subscribe(subject, { callback: (_, message) => void this.handle(message) });
    await this.nats.connection.flush(); // the next request finds the subscription
  }

  /** The subjects of the requests so far, oldest first. */
  get subjects(): string[] {
    return this.received.map(({ subject }) => subject);
  }

  /** The requests of a contract so far, oldest first. */
  requestsOf<C extends RequestContract>({ subject }: C): RequestOf<C>[];
  requestsOf({ subject }: RequestContract): unknown[] {
    return this.received.filter((each) => each.subject === subject).map(({ request }) => request);
  }

  forgetRequests(): void {
    this.received = [];
  }

  /** Publishes one event for each of the data. */
  publishData<C extends EventContract>(
    contract: C,
    workspaceId: Id<'ws'>,
    ...data: readonly DataOf<C>[]
  ): Promise<void> {
    const draft = { service: 'stub-services', workspaceId, time: new Date() };
    return this.publish(
      contract,
      data.map((each) => makeEvent(contract, { ...draft, data: each })),
    );
  }

  /** Publishes events in as few messages as hold them. Published twice, the messages have new ids. */
  async publish<C extends EventContract>(contract: C, events: readonly EventOf<C>[]): Promise<void> {
    const stored = await this.publisher.publish(toMessages(contract, events));
    if (stored.includes(false)) throw new Error(`JetStream did not store ${contract.type}`);
  }

  private async handle(message: Msg): Promise<void> {
    const request: unknown = message.json();
    this.received.push({ subject: message.subject, request });
    const reply = await this.handlers.get(message.subject)?.(request, message);
    if (reply !== undefined) respondWith(message, reply);
  }
}

/** Sends the reply of a stub in the form of the wire. */
export function respondWith(message: Msg, reply: StubReply): void {
  switch (reply.status) {
    case 'ok':
      respond(message, { body: JSON.stringify(reply.data) });
      return;
    case 'refused':
      respond(message, refusal(new DomainError(reply.kind, reply.code, reply.message, reply.details)));
      return;
    case 'bug':
      respond(message, bug());
  }
}

async function replyOf(handle: () => unknown): Promise<StubReply> {
  try {
    return { status: 'ok', data: await handle() };
  } catch (error) {
    const { kind, code, message, details } =
      error instanceof DomainError ? error : unavailable(String(error));
    return { status: 'refused', kind, code, message, details };
  }
}
