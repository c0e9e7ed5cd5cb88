import type { FieldError } from '#kernel';

interface Existing {
  readonly id: string;
}

interface Given {
  readonly id?: string | undefined;
}

/**
 * Matches each given item to an existing one: by id, or by position when no given item has an id. So a list can be changed
 * with ids, and also by a caller that only knows the texts. Undefined: a new item.
 */
export function matchExisting<Item extends Existing>(
  existing: readonly Item[],
  given: readonly Given[],
): (Item | undefined)[] {
  if (given.every(({ id }) => id === undefined)) return given.map((_, place) => existing[place]);
  const byId = new Map(existing.map((item) => [item.id, item]));

  return given.map(({ id }) => (id === undefined ? undefined : byId.get(id)));
}

/** Errors for ids that no existing item has, or that are given twice; `path` is the list's field. */
export function unmatchedIds(
  existing: readonly Existing[],
  given: readonly Given[],
  path: string,
): FieldError[] {
  const left = new Set(existing.map(({ id }) => id));

  return given.flatMap(({ id }, place) => {
    if (id === undefined || left.delete(id)) return [];
    const message = `${id} does not exist here, or is named twice`;
    return [{ field: `${path}.${place}.id`, code: 'not_found', message }];
  });
}

/** Whether all existing items are still there, in their places, with nothing between them. */
export const keepsPlaces = (existing: readonly Existing[], next: readonly Existing[]): boolean =>
  existing.every(({ id }, place) => next[place]?.id === id);
