import { z } from 'zod';
import { defineRequest, type RequestContract } from './define.js';
import { Instant } from './fields.js';
import { OPERATOR, SERVICES, type ServiceName } from './services.js';

/** A request that every service handles alike, for the operator's tool: the contract of a service. */
const operation =
  <Req extends z.ZodType, Res extends z.ZodType>(
    verb: string,
    contract: Omit<RequestContract<Req, Res>, 'subject' | 'askedBy' | 'timeoutMs'> &
      Partial<Pick<RequestContract, 'timeoutMs'>>,
  ) =>
  (service: ServiceName): RequestContract<Req, Res> =>
    defineRequest<Req, Res>({ ...contract, subject: `rpc.${service}.${verb}.v1`, askedBy: [OPERATOR] });

/** How a service sees itself and its database. */
export const getStatus = operation('get-status', {
  request: z.object({}),
  response: z.object({
    node: z.string(),
    now: Instant,
    database: z.object({ version: z.string(), now: Instant, pending_migrations: z.array(z.string()) }),
  }),
  refusals: [],
});

/**
 * Hands a dead letter once more to the consumer that could not handle it, and to no other one. Refused with the reason
 * where it fails again; what has an effect already has none a second time.
 */
export const replayDeadLetter = operation('replay-dead-letter', {
  request: z.object({
    consumer: z.string(),
    subject: z.string(),
    headers: z.record(z.string(), z.string()),
    payload: z.string(),
    /** When the original was stored as a dead letter. */
    stored_at: Instant,
  }),
  response: z.object({}),
  refusals: ['unknown_consumer', 'failed_again'],
  timeoutMs: 15_000,
});

/** All of them, of all services. */
export const OPERATIONS: readonly RequestContract[] = SERVICES.flatMap((service) =>
  [getStatus, replayDeadLetter].map((contractOf) => contractOf(service)),
);
