import { DomainError, ERROR_KINDS, JsonText, type ErrorDetails } from '#kernel';
import { z } from 'zod';

/** Unix milliseconds after which nobody waits for the answer any more. Assumes clocks that agree within a second. */
export const DEADLINE_HEADER = 'Nimbus-Deadline';

const Details = z.custom<ErrorDetails>((value) => typeof value === 'object' && value !== null);

/** Every answer on the wire. `bug` carries no message: what broke inside stays in the log of who broke. */
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

/** What the JSON of an answer begins with where it was not refused; its data and one brace follow. */
const OK = '{"status":"ok","data":';
const END = '}';

export const okReply = (data: unknown): string =>
  data instanceof JsonText
    ? `${OK}${data.text}${END}`
    : JSON.stringify({ status: 'ok', data } satisfies Reply);

/** The data of an answer as it is written; undefined where it was refused, or was written in another way. */
export const writtenDataOf = (reply: string): string | undefined =>
  reply.startsWith(OK) ? reply.slice(OK.length, -END.length) : undefined;

export const refusal = ({ kind, code, message, details }: DomainError): Reply => ({
  status: 'refused',
  kind,
  code,
  message,
  details,
});

/** The data of an answer. Throws the DomainError that was sent, or a plain Error for a bug on the other side. */
export function dataOf(reply: Reply, service: string): unknown {
  switch (reply.status) {
    case 'ok':
      return reply.data;
    case 'refused':
      throw new DomainError(reply.kind, reply.code, reply.message, reply.details);
    case 'bug':
      throw new Error(`internal error in ${service}`);
  }
}
