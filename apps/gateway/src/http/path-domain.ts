import type { PipeTransform } from '@nestjs/common';
import { SendingDomainRef } from '#contracts';
import { notFound } from '#kernel';

/** A domain in a path, as in `@Param('domain', new PathDomain())`. A text that is no domain is not found. */
export class PathDomain implements PipeTransform<string, string> {
  readonly schema = SendingDomainRef.shape.domain;

  transform(value: string): string {
    const { data } = this.schema.safeParse(value);
    if (data !== undefined) return data;
    throw notFound('domain', value.slice(0, 100));
  }
}
