import type { RequestContract } from '#contracts';
import { validationError, type FieldError } from '#kernel';
import type { z } from 'zod';

/** The request in a message. Throws a `validation_error` that lists every wrong field. */
export function parseRequest(contract: RequestContract, message: { json(): unknown }): unknown {
  const parsed = contract.request.safeParse(jsonOf(message));
  if (parsed.success) return parsed.data;
  throw validationError(fieldErrors(parsed.error));
}

/** Zod's issues as field errors: the path joined by dots, zod's code, and its message for people. */
export const fieldErrors = (error: z.ZodError): FieldError[] =>
  error.issues.flatMap((issue) => {
    // Zod reports all unknown keys of an object as one issue of the object.
    const keys = issue.code === 'unrecognized_keys' ? issue.keys : [undefined];
    return keys.map((key) => ({
      field: [...issue.path, ...(key === undefined ? [] : [key])].map(String).join('.'),
      code: issue.code,
      message: key === undefined ? issue.message : 'is not a known field',
    }));
  });

function jsonOf(message: { json(): unknown }): unknown {
  try {
    return message.json();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw validationError([{ field: '', code: 'invalid_json', message: 'the request is not JSON' }]);
  }
}
