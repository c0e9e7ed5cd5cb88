import { StandardSchemaValidationPipe, type PipeTransform } from '@nestjs/common';
import { fieldErrors, validationError } from '#kernel';

/** Validates the input that a route declares with `{ schema }`, and names every field that is wrong. */
export const validationPipe = (): PipeTransform =>
  new StandardSchemaValidationPipe({ exceptionFactory: (issues) => validationError(fieldErrors(issues)) });
