import type { z } from 'zod';
import type { Requester, ServiceName } from './services.js';

/** A request that a service handles over core NATS: subject, shapes, possible refusals and deadline together. */
export interface RequestContract<Req extends z.ZodType = z.ZodType, Res extends z.ZodType = z.ZodType> {
  /** `rpc.<service>.<verb-noun>.v<N>`; the second token is the queue group of the handlers. */
  readonly subject: string;
  readonly request: Req;
  readonly response: Res;
  /** Codes of the DomainErrors that a requester must expect, beside `validation_error` and `unavailable`. */
  readonly refusals: readonly string[];
  /** Those that may send the request: NATS refuses it from every other one. */
  readonly askedBy: readonly Requester[];
  /** How long the requester waits. A handler drops a request that arrives later. */
  readonly timeoutMs: number;
}

/** A fact that a service publishes on JetStream. */
export interface EventContract<Type extends string = string, Data extends z.ZodType = z.ZodType> {
  /** `<aggregate>.<fact>`, e.g. `campaign.launched`: the name that webhooks show too. */
  readonly type: Type;
  readonly version: number;
  /** `evt.<type>.v<version>`. */
  readonly subject: string;
  readonly data: Data;
  /** The services that may publish on the subject. */
  readonly producedBy: readonly ServiceName[];
  /**
   * The durable consumers that may read the event, such as `enrollment-outcomes`; the first word is their service. NATS
   * refuses it to every other one.
   */
  readonly consumedBy: readonly string[];
  /** The fact in one sentence, for docs/events.md. */
  readonly summary?: string;
}

/** A hint on core NATS that nobody answers and nothing keeps: whoever needs it for certain asks as well. */
export interface SignalContract<Data extends z.ZodType = z.ZodType> {
  /** `sig.<service>.<fact>.v<N>`. */
  readonly subject: string;
  readonly data: Data;
  readonly sentBy: readonly ServiceName[];
  /** Every replica of these services hears each signal. */
  readonly heardBy: readonly ServiceName[];
}

type Defaults = 'refusals' | 'timeoutMs' | 'askedBy';

/**
 * Without `refusals` a requester expects none of its own; without `timeoutMs` it waits 3 seconds; without `askedBy` the
 * requester is the gateway.
 */
export const defineRequest = <Req extends z.ZodType, Res extends z.ZodType>(
  contract: Omit<RequestContract<Req, Res>, Defaults> & Partial<Pick<RequestContract, Defaults>>,
): RequestContract<Req, Res> => ({ refusals: [], timeoutMs: 3_000, askedBy: ['gateway'], ...contract });

/** The first version of an event, unless it names another; without `producedBy` or `consumedBy` nobody
 * publishes or reads it yet. */
export const defineEvent = <Type extends string, Data extends z.ZodType>(
  contract: Omit<EventContract<Type, Data>, 'subject' | 'version' | 'producedBy' | 'consumedBy'> &
    Partial<Pick<EventContract, 'version' | 'producedBy' | 'consumedBy'>>,
): EventContract<Type, Data> => {
  const { type, version = 1 } = contract;
  return { producedBy: [], consumedBy: [], ...contract, version, subject: `evt.${type}.v${version}` };
};

export const defineSignal = <Data extends z.ZodType>(contract: SignalContract<Data>): SignalContract<Data> =>
  contract;

export type RequestOf<C> = C extends RequestContract<infer Req> ? z.infer<Req> : never;
export type ResponseOf<C> = C extends RequestContract<z.ZodType, infer Res> ? z.infer<Res> : never;
export type DataOf<C> = C extends EventContract<string, infer Data> ? z.infer<Data> : never;

/** The service that handles a request: the second token of its subject. */
export const serviceOf = (contract: RequestContract): string => contract.subject.split('.')[1] ?? '';
