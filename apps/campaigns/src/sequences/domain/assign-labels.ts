const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('');

interface Labelled {
  readonly label?: string | undefined;
  /** The label of the existing variant that this one matches. */
  readonly before?: string | undefined;
}

/** The given labels; a variant without one keeps its label, or gets the next free letter, starting at its position. */
export function assignLabels(variants: readonly Labelled[]): string[] {
  const taken = new Set(variants.flatMap(({ label }) => label ?? []));

  return variants.map(({ label, before }, place) => {
    if (label !== undefined) return label;
    const wanted = [...(before === undefined ? [] : [before]), ...LETTERS.slice(place), ...LETTERS];
    const free = wanted.find((each) => !taken.has(each)) ?? `${place + 1}`;
    taken.add(free);
    return free;
  });
}
