import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { z } from 'zod';
import { parseInput, readInput } from '#contracts';
import { validationError, type FieldError } from '#kernel';
import { unusableParts } from './unusable-parts.js';

/** Validates the input that a route declares with `{ schema }`, and names every field that is wrong. */
@Injectable()
export class ValidationPipe implements PipeTransform {
  transform(value: unknown, { type, schema }: ArgumentMetadata): unknown {
    if (!(schema instanceof z.ZodType) || type === 'custom') return value;
    return type === 'query' ? readQuery(schema, value) : readInput(schema, value);
  }
}

/** The parameters of a request that a schema describes. */
function readQuery(schema: z.ZodType, query: unknown): unknown {
  const { data, errors = [] } = parseInput(schema, query, 'parameter');
  const known = new Set(errors.map(({ field }) => field));
  const unusable = unusableParts(query).filter(({ field }) => !known.has(field));
  if (errors.length + unusable.length === 0) return data;
  throw validationError([...errors.map((error) => asRepeated(error, query)), ...unusable]);
}

/** A parameter that comes several times is a list; a client that meant one value has to see that it sent two. */
function asRepeated(error: FieldError, query: unknown): FieldError {
  const isList = Array.isArray(Object(query)[error.field]);
  if (!isList || error.code === 'too_long' || error.code === 'unknown_field') return error;
  return { field: error.field, code: 'duplicate', message: 'must be given once' };
}
