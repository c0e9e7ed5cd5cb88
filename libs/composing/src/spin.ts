import { hash } from './hash.js';

/** One of the wordings in `Hi|Hello|Hey`, always the same one for the same seed. */
export function spin(text: string, seed: string): string {
  const wordings = text.split('|');

  return wordings[hash(`${seed}|${text}`) % wordings.length]?.trim() ?? '';
}
