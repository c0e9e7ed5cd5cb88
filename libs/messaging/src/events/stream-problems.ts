import type { JetStreamManager, StreamInfo } from '@nats-io/jetstream';
import { STREAMS, type StreamDefinition } from '#contracts';
import { isRefused } from './api-error.js';
import { differences } from './provision.js';

/** A stream as the server has it, and the reasons why it is not as it should be. */
export interface StreamReport {
  readonly name: string;
  readonly messages: number;
  readonly bytes: number;
  /** The server's time, which servers before 2.10 do not tell. */
  readonly now: Date | undefined;
  readonly problems: readonly string[];
}

/** Every stream of the contracts, compared with the server's. Changes nothing. */
export const streamReports = (manager: JetStreamManager, replicas: number): Promise<StreamReport[]> =>
  Promise.all(STREAMS.map((definition) => reportOf(manager, definition, replicas)));

async function reportOf(
  manager: JetStreamManager,
  definition: StreamDefinition,
  replicas: number,
): Promise<StreamReport> {
  const { name } = definition;
  const info = await infoOf(manager, name);
  if (info === undefined) {
    return { name, messages: 0, bytes: 0, now: undefined, problems: ['it does not exist'] };
  }
  const { messages, bytes } = info.state;
  const now = info.ts ? new Date(info.ts) : undefined;
  const problems = [...differences(definition, replicas, info.config), ...clusterProblems(info)];
  return { name, messages, bytes, now, problems };
}

/** A single server has no cluster. */
function clusterProblems({ cluster }: StreamInfo): string[] {
  if (cluster === undefined) return [];
  const behind = (cluster.replicas ?? []).filter(({ current, offline }) => !current || offline);
  return [
    ...(cluster.leader ? [] : ['it has no leader']),
    ...behind.map((peer) => `the copy on ${peer.name} is ${peer.offline ? 'offline' : 'behind'}`),
  ];
}

async function infoOf(manager: JetStreamManager, name: string): Promise<StreamInfo | undefined> {
  try {
    return await manager.streams.info(name);
  } catch (error) {
    if (isRefused(error, 'streamNotFound')) return undefined;
    throw error;
  }
}
