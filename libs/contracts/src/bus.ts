import { z } from 'zod';
import type { RequestContract } from './define.js';
import { FieldErrorView } from './fields.js';
import { IdOf } from './ids.js';

/** The bus for other systems: commands come in below this, by workspace: `nimbus.in.<workspace>.<command>`. */
export const BUS_IN = 'nimbus.in';
/** Public events leave below this: `nimbus.out.<workspace>.<type>`. */
export const BUS_OUT = 'nimbus.out';
/** Answers are published below this, where the sender of a command listens: `nimbus.reply.<workspace>.…`. */
export const BUS_REPLY = 'nimbus.reply';

/** The header of a command that names the subject of its answer. */
export const REPLY_TO_HEADER = 'Nimbus-Reply-To';

/** The consumer of all commands. Each workspace's own limit holds within it. */
export const BUS_CONSUMER = {
  service: 'bus',
  stream: 'INBOUND',
  durable: 'bus-commands',
  filter: `${BUS_IN}.>`,
} as const;

/** Words that identify a command: one line that every system compares alike. */
const Word = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[ -~]*$/, { error: 'must be printable ASCII' });

/**
 * A command or signal of another system, as a CloudEvent 1.0 in structured JSON. `source` and `id` name it: the same two
 * have one effect and one answer, however often they come. Further attributes are ignored.
 */
export const BusEnvelope = z.object({
  specversion: z.literal('1.0'),
  id: Word.meta({ description: 'Unique within `source`. A command that is sent again keeps it.' }),
  source: Word.meta({ description: 'The system that sends it, such as `/crm`.' }),
  type: Word.meta({ description: 'The name of the command, as in the subject.' }),
  time: z.iso.datetime({ offset: true }).optional().meta({ description: 'When it happened.' }),
  datacontenttype: z.literal('application/json').optional(),
  /** The subject decides; one that names another workspace is a mistake of the sender. */
  workspaceid: IdOf('ws').optional().meta({ description: 'Not needed. If there, the one of the subject.' }),
  traceparent: z.string().optional().meta({
    description:
      'W3C trace context (CloudEvents distributed tracing): the work of the command joins this trace.',
  }),
  data: z.unknown(),
});
export type BusEnvelope = z.infer<typeof BusEnvelope>;

/** Why a command was refused, in the words of the REST API. */
export const BusError = z.object({
  code: z.string(),
  message: z.string(),
  errors: z.array(FieldErrorView).optional(),
});
export type BusError = z.infer<typeof BusError>;

/** The answer to a command. `id` and `source` are the command's, where it could be read. */
export const BusAnswer = z.discriminatedUnion('status', [
  z.object({ id: z.string(), source: z.string(), status: z.literal('ok'), data: z.unknown() }),
  z.object({
    id: z.string().optional(),
    source: z.string().optional(),
    status: z.literal('refused'),
    error: BusError,
  }),
]);
export type BusAnswer = z.infer<typeof BusAnswer>;

/** A command or signal: shapes, meaning, and the requests of services that it becomes. */
export interface BusCommandContract<
  Name extends string = string,
  Data extends z.ZodType = z.ZodType,
  Answer extends z.ZodType = z.ZodType,
> {
  /** The last words of its subject, and the `type` of its CloudEvent. */
  readonly name: Name;
  readonly summary: string;
  readonly data: Data;
  readonly answer: Answer;
  readonly becomes: readonly RequestContract[];
  /** Where `data` leaves rows unparsed: the shape that documents show. */
  readonly documented?: z.ZodType;
}

/** One command of the bus. */
export const defineCommand = <Name extends string, Data extends z.ZodType, Answer extends z.ZodType>(
  contract: BusCommandContract<Name, Data, Answer>,
): BusCommandContract<Name, Data, Answer> => contract;

/** A public event as it leaves on the bus: the `data` of webhooks in a CloudEvent 1.0. */
export const BusEvent = z.object({
  specversion: z.literal('1.0'),
  id: IdOf('evt').meta({ description: 'The same as in webhooks. An event may come more than once.' }),
  source: z.literal('/nimbus'),
  type: z.string().meta({ description: 'As in the subject, such as `email.replied`.' }),
  time: z.iso.datetime().meta({ description: 'When it happened.' }),
  datacontenttype: z.literal('application/json'),
  workspaceid: IdOf('ws'),
  data: z.record(z.string(), z.unknown()),
});
export type BusEvent = z.infer<typeof BusEvent>;
