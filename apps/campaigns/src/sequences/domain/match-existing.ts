import type { FieldError } from '#kernel';

/**
 * Which of the `known` each of the `given` is; undefined for a new one. By its id, or, when none of the given has one, by
 * its place: so a list can be changed by who knows the ids and by who only knows the texts.
 */
export function recognise<K extends { readonly id: string }>(
  known: readonly K[],
  given: readonly { readonly id?: string | undefined }[],
): (K | undefined)[] {
  if (given.every(({ id }) => id === undefined)) return given.map((_, place) => known[place]);
  const byId = new Map(known.map((each) => [each.id, each]));

  return given.map(({ id }) => (id === undefined ? undefined : byId.get(id)));
}

/** Ids that name nothing, or the same thing twice; `path` is where the list is. */
export function unrecognised(
  known: readonly { readonly id: string }[],
  given: readonly { readonly id?: string | undefined }[],
  path: string,
): FieldError[] {
  const left = new Set(known.map(({ id }) => id));

  return given.flatMap(({ id }, place) => {
    if (id === undefined || left.delete(id)) return [];
    return [
      {
        field: `${path}.${place}.id`,
        code: 'not_found',
        message: `${id} is not one of those, or named twice`,
      },
    ];
  });
}

/** Whether those that were there are still there, in their places, with nothing between them. */
export const keepsPlaces = (
  known: readonly { readonly id: string }[],
  next: readonly { readonly id: string }[],
): boolean => known.every(({ id }, place) => next[place]?.id === id);
