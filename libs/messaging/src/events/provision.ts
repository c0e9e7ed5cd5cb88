import type { JetStreamManager, StreamConfig } from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import type { StreamDefinition } from '#contracts';
import { isRefused } from './api-error.js';

const DAY_MS = 86_400_000;
const UNLIMITED = -1;

/** The settings that can be changed on an existing stream. */
type Mutable = Pick<
  StreamConfig,
  | 'subjects'
  | 'max_age'
  | 'max_bytes'
  | 'max_msgs_per_subject'
  | 'discard'
  | 'duplicate_window'
  | 'num_replicas'
> &
  Partial<Pick<StreamConfig, 'discard_new_per_subject'>>;

type Immutable = Pick<StreamConfig, 'retention' | 'storage'>;

/** A stream of the same name exists that the server cannot turn into ours. */
export class StreamMismatch extends Error {
  override readonly name = 'StreamMismatch';
}

/**
 * Brings the streams on the server in line with their definitions, and resolves with the names of those that were
 * created. Services may race: the second one finds nothing to do. Throws `StreamMismatch` when a stream differs in a
 * setting that cannot be changed.
 */
export async function provisionStreams(
  manager: JetStreamManager,
  definitions: readonly StreamDefinition[],
  replicas: number,
): Promise<string[]> {
  const created = await Promise.all(
    definitions.map(async (definition) =>
      (await provision(manager, definition, replicas)) ? [definition.name] : [],
    ),
  );
  return created.flat();
}

async function provision(
  manager: JetStreamManager,
  definition: StreamDefinition,
  replicas: number,
): Promise<boolean> {
  const { name } = definition;
  const wanted = mutableOf(definition, replicas);
  const fixed = immutableOf(definition);
  const existing = await configOf(manager, name);
  if (existing === undefined) return create(manager, name, { ...fixed, ...wanted });

  assertSameWhereImmutable(name, existing, fixed);
  if (differences(definition, replicas, existing).length > 0) await manager.streams.update(name, wanted);
  return false;
}

async function create(
  manager: JetStreamManager,
  name: string,
  wanted: Mutable & Immutable,
): Promise<boolean> {
  try {
    await manager.streams.add({ name, ...wanted });
    return true;
  } catch (error) {
    // Another service was faster. If its version wants other settings, the next start of a service updates them.
    if (isRefused(error, 'streamNameInUse')) return false;
    throw error;
  }
}

/** The names of the streams that are not on the server. */
export async function missingStreams(
  manager: JetStreamManager,
  definitions: readonly StreamDefinition[],
): Promise<string[]> {
  const missing = await Promise.all(
    definitions.map(async ({ name }) => ((await configOf(manager, name)) === undefined ? [name] : [])),
  );
  return missing.flat();
}

async function configOf(manager: JetStreamManager, name: string): Promise<StreamConfig | undefined> {
  try {
    return (await manager.streams.info(name)).config;
  } catch (error) {
    if (isRefused(error, 'streamNotFound')) return undefined;
    throw error;
  }
}

const immutableOf = ({ untilHandled }: StreamDefinition): Immutable => ({
  retention: untilHandled === true ? 'workqueue' : 'limits',
  storage: 'file',
});

const mutableOf = (definition: StreamDefinition, replicas: number): Mutable => ({
  subjects: [...definition.subjects],
  max_age: nanos(definition.maxAgeDays * DAY_MS),
  max_bytes: definition.maxBytes ?? UNLIMITED,
  max_msgs_per_subject: definition.maxMessagesPerSubject ?? UNLIMITED,
  discard: definition.untilHandled === true ? 'new' : 'old',
  // The server leaves out what is false.
  ...(definition.untilHandled === true &&
    definition.maxMessagesPerSubject !== undefined && { discard_new_per_subject: true }),
  duplicate_window: nanos(definition.duplicateWindowSeconds * 1_000),
  num_replicas: replicas,
});

/** The settings of a stream on the server that are not those of its definition, each in words. */
export const differences = (
  definition: StreamDefinition,
  replicas: number,
  existing: StreamConfig,
): string[] =>
  Object.entries(mutableOf(definition, replicas)).flatMap(([setting, wanted]) => {
    const is = Reflect.get(existing, setting) as unknown;
    return textOf(is) === textOf(wanted) ? [] : [`${setting} is ${textOf(is)}, must be ${textOf(wanted)}`];
  });

const textOf = (value: unknown): string =>
  Array.isArray(value) ? value.map(String).toSorted().join() : String(value);

function assertSameWhereImmutable(name: string, existing: StreamConfig, fixed: Immutable): void {
  const wrong = Object.entries({
    retention: [existing.retention, fixed.retention],
    storage: [existing.storage, fixed.storage],
  }).filter(([, [is, want]]) => is !== want);
  if (wrong.length === 0) return;

  const list = wrong.map(([setting, [is, want]]) => `${setting} is ${is}, must be ${want}`).join('; ');
  throw new StreamMismatch(
    `stream ${name} has settings that cannot be changed (${list}): delete or rename the stream`,
  );
}
