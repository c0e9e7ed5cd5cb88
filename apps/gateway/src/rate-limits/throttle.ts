import type { FastifyReply } from 'fastify';
import { DomainError } from '#kernel';
import { LIMIT_WORDS } from './limit-names.js';
import type { Count } from './rate-limiter.js';

/** Writes the rest of the limit into the headers, and refuses a request above it. @throws DomainError `throttled` */
export function throttle(reply: FastifyReply, count: Count, now: Date): void {
  void reply.headers(headersOf(count));
  if (count.allowed) return;

  const seconds = Math.max(1, Math.ceil((count.resetsAt.getTime() - now.getTime()) / 1_000));
  void reply.header('retry-after', seconds);
  const { limit, perMinute } = count.binding;
  throw new DomainError(
    'throttled',
    'rate_limited',
    `the limit of ${perMinute} ${LIMIT_WORDS[limit]} is used up; try again in ${seconds} s`,
    { limit },
  );
}

/** The headers show the limit that leaves the least. The reset is a Unix time in seconds. */
const headersOf = ({ binding, remaining, resetsAt }: Count): Record<string, string> => ({
  'x-ratelimit-limit': String(binding.perMinute),
  'x-ratelimit-remaining': String(remaining),
  'x-ratelimit-reset': String(Math.ceil(resetsAt.getTime() / 1_000)),
});
