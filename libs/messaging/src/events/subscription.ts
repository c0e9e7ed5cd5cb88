import { STREAMS, type EventContract, type StreamDefinition } from '#contracts';

/** The events that a consumer gets, and the durable name under which the server stores its position. */
export interface EventSubscription {
  readonly contracts: readonly EventContract[];
  /** `<service>-<what-it-does>`, e.g. `enrollment-start-on-launch`. Never renamed: a new name starts from the first event. */
  readonly durable: string;
  /**
   * The handler gets the events of all messages that wait, up to about 1 MB, and the messages are settled together. For a
   * handler whose cost is by the call and not by the event: 1,000 messages a second of one event each.
   */
  readonly batch?: boolean;
}

/** The one stream that holds all of the contracts' events. Throws when they live in several, or in none. */
export function streamOf({ contracts, durable }: EventSubscription): StreamDefinition {
  const streams = new Set(contracts.map(({ subject }) => streamHolding(subject)));
  const [stream, ...others] = streams;
  if (stream !== undefined && others.length === 0) return stream;
  throw new Error(
    `${durable} must consume events of exactly one stream: ${contracts.map((c) => c.subject).join(', ')}`,
  );
}

/**
 * The filter subject of a consumer: the subject of its only contract, or the narrowest `a.b.>` over several. The parser
 * skips other types that such a filter lets through; nats-server before 2.10 takes no list of subjects.
 */
export function filterSubject(contracts: readonly EventContract[]): string {
  const [first = [], ...others] = contracts.map(({ subject }) => subject.split('.'));
  if (others.length === 0) return first.join('.');
  const differsAt = first.findIndex((token, index) => others.some((tokens) => tokens[index] !== token));
  return differsAt === -1 ? first.join('.') : [...first.slice(0, differsAt), '>'].join('.');
}

const streamHolding = (subject: string): StreamDefinition | undefined =>
  STREAMS.find(({ subjects }) => subjects.some((pattern) => matches(pattern.split('.'), subject.split('.'))));

const matches = (pattern: readonly string[], subject: readonly string[]): boolean =>
  pattern.at(-1) === '>'
    ? subject.length >= pattern.length && pattern.slice(0, -1).every((token, i) => token === subject[i])
    : pattern.join('.') === subject.join('.');
