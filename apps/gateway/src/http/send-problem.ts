import type { FastifyReply } from 'fastify';
import { PROBLEM_JSON, problemOf, type Failure } from './problem.js';
import { REQUEST_ID } from './correlation.js';

/** Answers with a problem document; the request id is the one that the answer carries already. */
export function sendProblem(reply: FastifyReply, failure: Failure): void {
  const requestId = String(reply.getHeader(REQUEST_ID) ?? '');
  void reply
    .code(failure.status)
    .headers(failure.headers ?? {})
    .type(PROBLEM_JSON)
    // Serialised here: Fastify would take an object of another media type than JSON for a mistake.
    .send(JSON.stringify(problemOf(failure, requestId)));
}
