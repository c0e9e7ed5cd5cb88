import type { z } from 'zod';

/** A request that a service handles over core NATS: subject, shapes, possible refusals and deadline together. */
export interface RequestContract<Req extends z.ZodType = z.ZodType, Res extends z.ZodType = z.ZodType> {
  /** `rpc.<service>.<verb-noun>.v<N>`; the second token is the queue group of the handlers. */
  readonly subject: string;
  readonly request: Req;
  readonly response: Res;
  /** Codes of the DomainErrors that a requester must expect, beside `validation_error` and `unavailable`. */
  readonly refusals: readonly string[];
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
  /** The one service that may publish on the subject. */
  readonly producer?: string;
  /** The fact in one sentence, for docs/events.md. */
  readonly summary?: string;
}

/** Without `refusals` a requester expects none of its own; without `timeoutMs` it waits 3 seconds. */
export const defineRequest = <Req extends z.ZodType, Res extends z.ZodType>(
  contract: Omit<RequestContract<Req, Res>, 'refusals' | 'timeoutMs'> &
    Partial<Pick<RequestContract, 'refusals' | 'timeoutMs'>>,
): RequestContract<Req, Res> => ({ refusals: [], timeoutMs: 3_000, ...contract });

/** The first version of an event, unless it names another. */
export const defineEvent = <Type extends string, Data extends z.ZodType>(
  contract: Omit<EventContract<Type, Data>, 'subject' | 'version'> & { version?: number },
): EventContract<Type, Data> => {
  const { type, version = 1 } = contract;
  return { ...contract, version, subject: `evt.${type}.v${version}` };
};

export type RequestOf<C> = C extends RequestContract<infer Req> ? z.infer<Req> : never;
export type ResponseOf<C> = C extends RequestContract<z.ZodType, infer Res> ? z.infer<Res> : never;
export type DataOf<C> = C extends EventContract<string, infer Data> ? z.infer<Data> : never;

/** The service that handles a request: the second token of its subject. */
export const serviceOf = (contract: RequestContract): string => contract.subject.split('.')[1] ?? '';
