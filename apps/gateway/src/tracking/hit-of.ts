import type { FastifyRequest } from 'fastify';
import type { Hit } from './machine-rules.js';

const PURPOSE_HEADERS = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'];

/** The facts of a request that tell a machine from a person. */
export const hitOf = (
  { method, headers }: FastifyRequest,
  facts: Pick<Hit, 'of' | 'at' | 'composedAt'>,
): Hit => ({
  ...facts,
  method,
  userAgent: headers['user-agent'],
  purpose: PURPOSE_HEADERS.map((name) => headers[name]).join(' '),
});
