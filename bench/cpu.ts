import { readdirSync, readFileSync } from 'node:fs';

/** `/proc` counts in hundredths of a second on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

/** CPU seconds of each part since its start. */
export interface CpuSeconds {
  readonly application: number;
  readonly postgres: number;
  readonly nats: number;
}

/** Null where there is no `/proc`: the servers' time is known on Linux only. */
export function cpuSeconds(pids: { readonly postgres: number; readonly nats: number }): CpuSeconds | null {
  if (process.platform !== 'linux') return null;
  const { user, system } = process.cpuUsage();
  const all = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? statsOf(name) : []));
  const timeOf = (pid: number): number => {
    const own = all.find((each) => each.pid === pid);
    const children = all.filter(({ parent }) => parent === pid).map(({ ticks }) => ticks);
    return ((own?.ticks ?? 0) + (own?.endedTicks ?? 0) + sum(children)) / TICKS_PER_SECOND;
  };

  return {
    application: (user + system) / 1e6,
    postgres: timeOf(pids.postgres),
    nats: timeOf(pids.nats),
  };
}

/** CPU seconds of one process since its start. Linux only. */
export const cpuSecondsOf = (pid: number): number => (statsOf(String(pid))[0]?.ticks ?? 0) / TICKS_PER_SECOND;

export const cpuBetween = (start: CpuSeconds | null, end: CpuSeconds | null): CpuSeconds | null =>
  start && end
    ? {
        application: end.application - start.application,
        postgres: end.postgres - start.postgres,
        nats: end.nats - start.nats,
      }
    : null;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

/** Empty for a process that has ended meanwhile. */
function statsOf(pid: string) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // pid (name) state parent …: the name may hold spaces and brackets
    const [parent = 0, ...rest] = stat
      .slice(stat.lastIndexOf(')') + 4)
      .split(' ')
      .map(Number);
    const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = rest.slice(9, 13);
    return [{ pid: Number(pid), parent, ticks: user + system, endedTicks: endedUser + endedSystem }];
  } catch {
    return []; // the process ended between listing and reading
  }
}
