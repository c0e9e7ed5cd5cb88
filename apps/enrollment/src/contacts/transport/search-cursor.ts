import { createHash } from 'node:crypto';
import type { ContactQuery } from '#contracts';
import { uuidIn } from '#messaging';

export interface SearchPlace {
  /** Uuid of the last contact of the page before; null for the first page. */
  readonly after: string | null;
  /** How many match, as the first page counted; undefined where that has to be counted. */
  readonly total: number | undefined;
}

/**
 * The cursor of a search: where the next page begins, and the total of the first page, so that no later page counts. The
 * gateway signs it, so that nobody can change either.
 */
export const searchCursor = (next: string, total: number, filter: ContactQuery): string =>
  Buffer.from([next, total, digestOf(filter)].join(' ')).toString('base64url');

/** A total that was counted for another filter is none. */
export function placeIn(cursor: string | undefined, filter: ContactQuery): SearchPlace {
  if (cursor === undefined) return { after: null, total: undefined };
  const [next, total, digest] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ');
  return {
    after: uuidIn(next, 'cont'),
    total: digest === digestOf(filter) ? Number(total) : undefined,
  };
}

const digestOf = (filter: ContactQuery): string =>
  createHash('sha256').update(JSON.stringify(filter)).digest('base64url').slice(0, 12);
