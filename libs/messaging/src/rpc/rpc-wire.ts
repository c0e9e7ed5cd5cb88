import { z } from 'zod';
import { DomainError, ERROR_KINDS, type ErrorDetails } from '#kernel';

/** Unix milliseconds after which the requester waits no longer. Assumes clocks that agree within a second. */
export const DEADLINE_HEADER = 'Nimbus-Deadline';

const Details = z.custom<ErrorDetails>((value) => typeof value === 'object' && value !== null);

/** Every reply on the wire. `bug` carries no message: the details of a bug stay in the log of the handler. */
export const Reply = z.discriminatedUnion('status', [
  z.object({ status: z.literal('ok'), data: z.unknown() }),
  z.object({
    status: z.literal('refused'),
    kind: z.enum(ERROR_KINDS),
    code: z.string(),
    message: z.string(),
    details: Details,
  }),
  z.object({ status: z.literal('bug') }),
]);
export type Reply = z.infer<typeof Reply>;

/** A reply whose data was not checked. */
export type ReplyOf<Data> = Exclude<Reply, { status: 'ok' }> | { readonly status: 'ok'; readonly data: Data };

export const refusal = ({ kind, code, message, details }: DomainError): Reply => ({
  status: 'refused',
  kind,
  code,
  message,
  details,
});

/** The data of a reply. Throws the DomainError that was sent, or a plain Error for a bug in the handler. */
export function dataOf<Data>(reply: ReplyOf<Data>, service: string): Data {
  switch (reply.status) {
    case 'ok':
      return reply.data;
    case 'refused':
      throw new DomainError(reply.kind, reply.code, reply.message, reply.details);
    case 'bug':
      throw new Error(`internal error in ${service}`);
  }
}
