const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('');

interface Labelled {
  readonly label?: string | undefined;
  /** What it was called before. */
  readonly before?: string | undefined;
}

/** The labels of variants: the given ones; for the others what they were called, or a free letter, from the one of their place on. */
export function labelsOf(variants: readonly Labelled[]): string[] {
  const taken = new Set(variants.flatMap(({ label }) => label ?? []));

  return variants.map(({ label, before }, place) => {
    if (label !== undefined) return label;
    const wanted = [...(before === undefined ? [] : [before]), ...LETTERS.slice(place), ...LETTERS];
    const free = wanted.find((each) => !taken.has(each)) ?? `${place + 1}`;
    taken.add(free);
    return free;
  });
}
