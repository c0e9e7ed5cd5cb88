import { freePort } from '#embedded';

/** Different ports that are free, for processes that have to come back on the same ones. */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) ports.add(await freePort());
  return [...ports];
}
