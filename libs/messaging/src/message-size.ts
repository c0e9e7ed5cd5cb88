/** Three quarters of the 1 MB that nats-server allows a message by default, so that headers and an envelope fit too. */
export const MAX_MESSAGE_BYTES = 768 * 1_024;

export interface BatchLimits<Item> {
  readonly maxBytes?: number;
  readonly maxItems?: number;
  /** The bytes that an item takes in a JSON array, without its comma. */
  readonly bytesOf?: (item: Item) => number;
}

const jsonBytes = (item: unknown): number => Buffer.byteLength(JSON.stringify(item));

const COMMA_BYTES = 1;
const BRACKETS_BYTES = 2;

/**
 * The items in their order, in as few batches as the limits allow; each batch is a JSON array of at most `maxBytes`. An
 * item that is larger than that alone is a batch of its own: the caller decides whether it is an error.
 */
export function batchesOf<Item>(
  items: readonly Item[],
  { maxBytes = MAX_MESSAGE_BYTES, maxItems = Infinity, bytesOf = jsonBytes }: BatchLimits<Item> = {},
): Item[][] {
  const batches: Item[][] = [];
  let batch: Item[] = [];
  let bytes = BRACKETS_BYTES;
  for (const item of items) {
    const size = bytesOf(item) + COMMA_BYTES;
    if (batch.length > 0 && (bytes + size > maxBytes || batch.length === maxItems)) {
      batches.push(batch);
      batch = [];
      bytes = BRACKETS_BYTES;
    }
    batch.push(item);
    bytes += size;
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}
