interface Versioned {
  readonly data: { readonly version: number };
}

/** The newest event about each thing: a statement that stores a batch cannot write a row twice. */
export function newestOfEach<E extends Versioned>(events: readonly E[], thingOf: (event: E) => string): E[] {
  const oldestFirst = events.toSorted((a, b) => a.data.version - b.data.version);
  return [...new Map(oldestFirst.map((event) => [thingOf(event), event])).values()];
}
