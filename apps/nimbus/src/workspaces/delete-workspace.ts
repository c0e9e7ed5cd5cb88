import { setTimeout as pause } from 'node:timers/promises';
import {
  BUS_IN,
  BUS_OUT,
  deleteWorkspaceRows,
  SERVICES,
  stopWorkspace,
  type RowPlace,
  type ServiceName,
} from '#contracts';
import type { Id } from '#kernel';
import { deadLetters, drop, type DeadLetterContent } from '../dead-letters.js';
import type { Operator } from '../operator.js';

/** A gateway lets a revoked key in for so long. */
const REVOKED_WITHIN_MS = 5_000;
const IN_FLIGHT_AGAIN_MS = 500;
/** Campaigns at outside platforms are stopped for so long at most: a platform that is down must not keep the rows. */
const PLATFORMS_WITHIN_MS = 30_000;
/** Work that is under way when a service is stopped can write once more; each pass deletes what the one before met too early. */
const MAX_PASSES = 10;

/** The gateway last: until then the workspace is listed as one that is being deleted. */
const ORDER: readonly ServiceName[] = [...SERVICES.filter((service) => service !== 'gateway'), 'gateway'];

export interface Deleted {
  readonly rows: Readonly<Record<string, number>>;
  readonly dead_letters: number;
}

/** Stops a workspace and deletes its rows everywhere. A crash half way leaves it stopped; the next call goes on. */
export async function deleteWorkspace(operator: Operator, id: Id<'ws'>): Promise<Deleted> {
  await stop(operator, id);
  const rows: Record<string, number> = {};
  for (let pass = 1, deleted = 1; deleted > 0; pass += 1) {
    if (pass > MAX_PASSES) throw new Error(`${id} still gets new rows; run the command again`);
    deleted = await deleteEverywhere(operator, id, rows);
  }
  return { rows, dead_letters: await deleteMessages(operator, id) };
}

/** Requests end first, then everything that runs by itself, and at last the messages that are being delivered. */
async function stop({ rpc }: Operator, id: Id<'ws'>): Promise<void> {
  await rpc.request(stopWorkspace('gateway'), { id });
  for (const service of ORDER) await rpc.request(stopWorkspace(service), { id });
  await pause(REVOKED_WITHIN_MS);
  const isBusy = async (service: ServiceName) =>
    (await rpc.request(stopWorkspace(service), { id })).in_flight > 0;
  while (await isBusy('dispatcher')) await pause(IN_FLIGHT_AGAIN_MS);
  const until = performance.now() + PLATFORMS_WITHIN_MS;
  while (performance.now() < until && (await isBusy('platforms'))) await pause(IN_FLIGHT_AGAIN_MS);
}

async function deleteEverywhere(
  operator: Operator,
  id: Id<'ws'>,
  rows: Record<string, number>,
): Promise<number> {
  let sum = 0;
  for (const service of ORDER) {
    const deleted = await deleteIn(operator, service, id);
    rows[service] = (rows[service] ?? 0) + deleted;
    sum += deleted;
  }
  return sum;
}

async function deleteIn({ rpc }: Operator, service: ServiceName, id: Id<'ws'>): Promise<number> {
  let sum = 0;
  let place: RowPlace = null;
  do {
    const step: { deleted: number; next: RowPlace } = await rpc.request(deleteWorkspaceRows(service), {
      id,
      place,
    });
    sum += step.deleted;
    place = step.next;
  } while (place !== null);
  return sum;
}

/** Purges the streams of the bus, and drops the dead letters. Events of services go by the age of their streams. */
async function deleteMessages(operator: Operator, id: Id<'ws'>): Promise<number> {
  const { streams } = operator.nats.manager;
  await streams.purge('OUTBOUND', { filter: `${BUS_OUT}.${id}.>` });
  await streams.purge('INBOUND', { filter: `${BUS_IN}.${id}.>` });
  let dropped = 0;
  for await (const letter of deadLetters(operator, {})) {
    if (!isOf(letter, id)) continue;
    await drop(operator, letter.id);
    dropped += 1;
  }
  return dropped;
}

/** A message with events of several workspaces stays. */
function isOf({ subject, payload }: DeadLetterContent, id: Id<'ws'>): boolean {
  if (subject.startsWith(`${BUS_IN}.${id}.`)) return true;
  const named = [...payload.matchAll(/"workspaceid":"([^"]*)"/g)].map(([, workspace]) => workspace);
  return named.length > 0 && named.every((workspace) => workspace === id);
}
