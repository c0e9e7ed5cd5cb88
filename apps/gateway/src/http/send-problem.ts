import type { FastifyReply } from 'fastify';
import { REQUEST_ID } from './correlation.js';
import { PROBLEM_JSON, problemOf, type Failure } from './problem.js';

/** Answers with a problem document. The request id is the one in the headers of the response. */
export function sendProblem(reply: FastifyReply, failure: Failure): void {
  const requestId = String(reply.getHeader(REQUEST_ID) ?? '');
  void reply
    .code(failure.status)
    .headers(failure.headers ?? {})
    .type(PROBLEM_JSON)
    // Serialised here: Fastify refuses an object with another media type than JSON.
    .send(JSON.stringify(problemOf(failure, requestId)));
}
