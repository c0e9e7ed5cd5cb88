import type { PipeTransform } from '@nestjs/common';
import { isId, notFound, type Id, type IdPrefix } from '#kernel';

/** An id in a path, as in `@Param('id', new PathId('camp'))`. A malformed id is not found. */
export class PathId<P extends IdPrefix> implements PipeTransform<string, Id<P>> {
  constructor(
    readonly prefix: P,
    private readonly what: string,
  ) {}

  transform(value: string): Id<P> {
    if (isId(this.prefix, value)) return value;
    throw notFound(this.what, value);
  }
}
