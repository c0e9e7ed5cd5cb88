import { setTimeout as pause } from 'node:timers/promises';
import { reencryptSecrets, SECRET_KEEPERS, type ResponseOf, type SecretPlace } from '#contracts';
import type { Operator } from './operator.js';

type Keeper = (typeof SECRET_KEEPERS)[number];
type Step = ResponseOf<ReturnType<typeof reencryptSecrets>>;

export interface RotatedTable {
  readonly service: Keeper;
  readonly table: string;
  /** The fingerprint of the key that the service encrypts with. */
  readonly key: string;
  /** In rows, as the next two. */
  readonly reencrypted: number;
  /** Rows that still have another key: something held them all the time. */
  readonly remaining: number;
  /** Their key is missing. */
  readonly unreadable: number;
}

/** A row that somebody changes is left for the next pass. */
const MAX_PASSES = 20;
const PASS_AGAIN_MS = 500;

/** Encrypts all secrets of all services with their current keys. A crash half way does no harm; the next call goes on. */
export async function rotateSecrets({ rpc }: Operator): Promise<RotatedTable[]> {
  const rotated: RotatedTable[] = [];
  for (const service of SECRET_KEEPERS) rotated.push(...(await rotateIn(rpc, service)));
  return rotated;
}

/** Repeats its passes until one finds nothing: also what was written with another key meanwhile. */
async function rotateIn(rpc: Operator['rpc'], service: Keeper): Promise<RotatedTable[]> {
  const tables = new Map<string, RotatedTable>();
  for (let pass = 1; pass <= MAX_PASSES; pass += 1) {
    if (pass > 1) await pause(PASS_AGAIN_MS);
    const found = await passThrough(rpc, service, tables);
    if (found === 0) break;
  }
  return [...tables.values()];
}

/** One walk through all rows. Answers how many of them were of another key that is known. */
async function passThrough(
  rpc: Operator['rpc'],
  service: Keeper,
  tables: Map<string, RotatedTable>,
): Promise<number> {
  for (const [name, table] of tables) tables.set(name, { ...table, remaining: 0, unreadable: 0 });
  let key = [...tables.values()][0]?.key ?? null;
  let place: SecretPlace = null;
  let found = 0;
  do {
    const step: Step = await rpc.request(reencryptSecrets(service), { key, place });
    tables.set(step.table, sumOf(service, tables.get(step.table), step));
    found += step.reencrypted + step.remaining;
    ({ key, next: place } = step);
  } while (place !== null);
  return found;
}

const sumOf = (service: Keeper, before: RotatedTable | undefined, step: Step): RotatedTable => ({
  service,
  table: step.table,
  key: step.key,
  reencrypted: (before?.reencrypted ?? 0) + step.reencrypted,
  remaining: (before?.remaining ?? 0) + step.remaining,
  unreadable: (before?.unreadable ?? 0) + step.unreadable,
});
