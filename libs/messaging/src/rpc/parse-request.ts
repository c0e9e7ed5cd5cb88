import { readInput, type RequestContract } from '#contracts';
import { validationError } from '#kernel';

/** The request in a message. Throws a `validation_error` that lists every wrong field. */
export function parseRequest(contract: RequestContract, message: { json(): unknown }): unknown {
  return readInput(contract.request, jsonOf(message));
}

function jsonOf(message: { json(): unknown }): unknown {
  try {
    return message.json();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw validationError([{ field: '', code: 'invalid_format', message: 'the request is not JSON' }]);
  }
}
