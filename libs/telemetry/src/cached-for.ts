/** `read`, called at most once in `ms`: whoever asks meanwhile gets the same answer, also while it is still being read. */
export function cachedFor<T>(
  ms: number,
  read: () => Promise<T>,
  now: () => number = () => performance.now(),
): () => Promise<T> {
  let latest: Promise<T> | undefined;
  let readAt = -Infinity;
  return () => {
    if (latest === undefined || now() - readAt >= ms) {
      readAt = now();
      latest = read();
    }
    return latest;
  };
}
