import type { RequestContract } from '#contracts';
import { fieldErrors, validationError } from '#kernel';

/** The request in a message. Throws a `validation_error` that lists every wrong field. */
export function parseRequest(contract: RequestContract, message: { json(): unknown }): unknown {
  const parsed = contract.request.safeParse(jsonOf(message));
  if (parsed.success) return parsed.data;
  throw validationError(fieldErrors(parsed.error.issues));
}

function jsonOf(message: { json(): unknown }): unknown {
  try {
    return message.json();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw validationError([{ field: '', code: 'malformed_json', message: 'the request is not JSON' }]);
  }
}
