import { hash } from './hash.js';

interface Weighted {
  readonly id: string;
  /** A whole number from 1. */
  readonly weight: number;
}

/**
 * The variant that a send is written in: a function of the send and the variants alone, so that a retry, a replay and
 * another replica choose the same one. Undefined when there are none.
 *
 * By weighted rendezvous: each variant draws a number of its own, and the lowest wins. A variant that is added, removed or
 * weighted anew moves only the sends that it wins or loses; the others keep theirs.
 */
export function chooseVariant<V extends Weighted>(variants: readonly V[], sendId: string): V | undefined {
  let chosen: V | undefined;
  let lowest = Infinity;
  for (const variant of variants) {
    const draw = -Math.log(fraction(`${sendId}|${variant.id}`)) / variant.weight;
    if (draw < lowest) [chosen, lowest] = [variant, draw];
  }
  return chosen;
}

/** Evenly between 0 and 1, and neither of them. */
const fraction = (text: string): number => (hash(text) + 0.5) / 2 ** 32;
