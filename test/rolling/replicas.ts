import { setTimeout as pause } from 'node:timers/promises';

/** Where one replica listens, and where it says whether it is ready. */
export interface Replica {
  readonly port: number;
  readonly healthPort: number;
}

const EVERY_MS = 500;
const ANSWERS_WITHIN_MS = 2_000;

/** The replicas of one service as a proxy knows them: one bad look takes a replica out, one good look takes it in. */
export class Replicas {
  private readonly ready = new Set<Replica>();
  private turn = 0;
  private isWatching = true;
  private readonly watching: Promise<unknown>;

  constructor(all: readonly Replica[]) {
    this.watching = Promise.all(all.map((replica) => this.watch(replica)));
  }

  /** In turn; undefined when none is ready. */
  next(): Replica | undefined {
    this.turn += 1;
    return [...this.ready][this.turn % this.ready.size];
  }

  async stop(): Promise<void> {
    this.isWatching = false;
    await this.watching;
  }

  private async watch(replica: Replica): Promise<void> {
    while (this.isWatching) {
      if (await isReady(replica)) this.ready.add(replica);
      else this.ready.delete(replica);
      await pause(EVERY_MS);
    }
  }
}

async function isReady({ healthPort }: Replica): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(ANSWERS_WITHIN_MS);
    return (await fetch(`http://127.0.0.1:${healthPort}/health/ready`, { signal })).ok;
  } catch {
    return false; // refused, reset or late: all the same to a proxy
  }
}
