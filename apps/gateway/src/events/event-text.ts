import type { PublicEvent } from '#contracts';
import type { Id } from '#kernel';

/** After this time a client connects again by itself; a slot of a connection is free one second after its end. */
const RETRY_MS = 2_000;

/** A comment, which clients skip: proxies close a connection that is silent for a minute. */
export const HEARTBEAT = ': heartbeat\n\n';

/**
 * The beginning of a stream, sent at once. A client that comes without a place gets the one of the newest event: it would
 * have none when its connection is cut before the first event, and would miss those in between.
 */
export const beginningOf = (place: Id<'evt'> | undefined): string =>
  [`retry: ${RETRY_MS}`, ...(place === undefined ? [] : [`id: ${place}`]), '', ''].join('\n');

/** An event in the format of server-sent events. JSON has no line break, so `data` is one line. */
export const textOf = (event: PublicEvent): string =>
  `id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
