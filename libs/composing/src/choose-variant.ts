import { hash } from './hash.js';

interface Weighted {
  readonly id: string;
  /** A whole number from 1. */
  readonly weight: number;
}

/**
 * Chooses the variant of a send; undefined when there are no variants. The choice depends on the send and the variants
 * alone, so that a retry, a replay and another replica choose the same one.
 *
 * Weighted rendezvous hashing: each variant draws a number of its own, and the lowest number wins. A variant that is added,
 * removed or weighted anew moves only the sends that it wins or loses; the others keep their variant.
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

/** Uniform between 0 and 1, both excluded. */
const fraction = (text: string): number => (hash(text) + 0.5) / 2 ** 32;
