import { createHash, randomUUID } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { uuidOf, validationError, type FieldError } from '#kernel';
import type { Caller } from '../auth/caller.js';
import type { Claim } from './idempotency-records.js';

const SANE_KEY = /^[\x20-\x7e]{1,255}$/;

const WRONG_KEY: FieldError = {
  field: 'Idempotency-Key',
  code: 'invalid_format',
  message: 'must be 1 to 255 printable ASCII characters',
};

/** A POST that reads, such as a search, is not kept: it may run twice, and its pages would be most of the table. */
export const isRepeatable = ({ method, routeOptions: { config } }: FastifyRequest): boolean =>
  method === 'POST' && config.inWorkspace === true && config.limits !== 'read';

/** The claim of a request to run under its `Idempotency-Key`. @throws DomainError `validation_error` */
export function claimOf(request: FastifyRequest, { workspaceId, credential }: Caller, key: string): Claim {
  if (!SANE_KEY.test(key)) throw validationError([WRONG_KEY]);

  return {
    id: randomUUID(),
    workspaceId: uuidOf(workspaceId),
    // Another key or person of the workspace may see less, and must not get the answer of this one.
    keyHash: sha256([credential.kind, credential.id, key].join('\n')),
    requestHash: sha256(contentOf(request)),
  };
}

/** Two requests are the same when method, address and document are the same, in any formatting. */
function contentOf({ method, url, body }: FastifyRequest): string {
  const [path = '', ...query] = url.split('?');
  const address = path.endsWith('/') ? path.slice(0, -1) : path;
  return [method, address, query.join('?'), JSON.stringify(body) ?? ''].join('\n');
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();
