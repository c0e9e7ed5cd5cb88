import { isId, uuidOf, validationError, type Id, type IdPrefix } from '#kernel';

/** Where the next page begins: after the last id of this one. Opaque to callers. */
export const cursorAfter = (id: Id<IdPrefix>): string => Buffer.from(id).toString('base64url');

/** The uuid that a cursor stands for; null for the first page. */
export function uuidIn(cursor: string | undefined, prefix: IdPrefix): string | null {
  if (cursor === undefined) return null;
  const id = Buffer.from(cursor, 'base64url').toString('utf8');
  if (isId(prefix, id)) return uuidOf(id);

  throw validationError([{ field: 'cursor', code: 'invalid', message: 'is not a cursor of this list' }]);
}
