import { freePort } from '#embedded';

/** Different free ports, for processes that are restarted on the same ports. */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) ports.add(await freePort());
  return [...ports];
}
