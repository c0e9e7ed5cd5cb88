import { setTimeout as pause } from 'node:timers/promises';

/** Where one replica listens, and where it says whether it is ready. */
export interface Replica {
  readonly port: number;
  readonly healthPort: number;
}

const EVERY_MS = 500;
const ANSWERS_WITHIN_MS = 4_000;
/** As in our manifests for Kubernetes: a machine that is busy for a moment leaves nobody without a replica. */
const BAD_LOOKS = 2;

/** The replicas of one service as a proxy knows them: two bad looks take a replica out, one good look takes it in. */
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
    for (let bad = 0; this.isWatching; await pause(EVERY_MS)) {
      bad = (await isReady(replica)) ? 0 : bad + 1;
      if (bad === 0) this.ready.add(replica);
      if (bad === BAD_LOOKS) this.ready.delete(replica);
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
