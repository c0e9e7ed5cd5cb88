/** A hit on a link, among those of its message. */
export interface LinkHit {
  readonly id: string;
  readonly send_id: string;
  /** The place of the link among those of the message. */
  readonly position: number;
  /** The number of links of the message. */
  readonly links: number;
  readonly at: Date;
}

/** Within this time no person follows every link of a message. */
export const SWEEP_MS = 10_000;

/** As docs/tracking.md has it. */
export const SWEEP_RULE = `Every link of a message that has two or more was followed within ${SWEEP_MS / 1_000} seconds.`;

/** The ids of the hits of scanners that followed every link of a message at once. */
export function sweptHits(hits: readonly LinkHit[]): Set<string> {
  const ofSend = new Map<string, LinkHit[]>();
  for (const hit of hits) {
    const others = ofSend.get(hit.send_id);
    if (others === undefined) ofSend.set(hit.send_id, [hit]);
    else others.push(hit);
  }
  return new Set([...ofSend.values()].flatMap(sweptOf));
}

/**
 * For one message: the hits in any window of time in which every link was hit. A window begins with each hit; both of its
 * ends only move on, and no hit is marked twice, so that a flood costs its length and not its square.
 */
function sweptOf(hits: readonly LinkHit[]): string[] {
  const inOrder = hits.toSorted((a, b) => a.at.getTime() - b.at.getTime());
  const swept: string[] = [];
  const seen = new Map<number, number>();
  let [end, marked] = [0, 0];
  for (const [start, first] of inOrder.entries()) {
    for (; isWithin(first, inOrder[end]); end += 1) count(seen, inOrder[end], 1);
    if (first.links > 1 && seen.size >= first.links) {
      marked = Math.max(marked, start);
      for (const { id } of inOrder.slice(marked, end)) swept.push(id);
      marked = end;
    }
    count(seen, first, -1);
  }
  return swept;
}

const isWithin = (first: LinkHit, hit: LinkHit | undefined): boolean =>
  hit !== undefined && hit.at.getTime() - first.at.getTime() <= SWEEP_MS;

function count(seen: Map<number, number>, hit: LinkHit | undefined, by: 1 | -1): void {
  if (hit === undefined) return;
  const hits = (seen.get(hit.position) ?? 0) + by;
  if (hits === 0) seen.delete(hit.position);
  else seen.set(hit.position, hits);
}
