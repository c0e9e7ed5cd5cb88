import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '#kernel';
import { isSameState } from './entity-tag.js';
import { GatewayAdapter } from './gateway-adapter.js';
import { handOver, readSame, type OwnAnswer } from './own-read.js';
import { PROBLEM_JSON } from './problem.js';

/** The methods that change a resource which is there. */
export const takesIfMatch = ({ method }: { readonly method: string }): boolean =>
  method === 'PATCH' || method === 'DELETE';

/**
 * Refuses a PATCH or DELETE whose `If-Match` names another state than the present one, which it reads as a GET of the same
 * caller at the same address. It runs once the caller may make the change, and before its fields are looked at.
 */
@Injectable()
export class Precondition implements OnModuleInit {
  constructor(private readonly adapter: GatewayAdapter) {}

  onModuleInit(): void {
    const server = this.adapter.getInstance();
    server.addHook('preHandler', async (request, reply) => this.check(request, reply));
    server.addHook('onSend', handOver);
  }

  private async check(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const header = request.headers['if-match'];
    // The handler finds out whether there is something that `*` can match.
    if (header === undefined || header.trim() === '*' || !takesIfMatch(request)) return undefined;
    if (!this.adapter.allowedMethods(request.url).includes('GET')) throw WITHOUT_TAG;

    const present = await readSame(this.adapter.getInstance(), request, reply);
    // A caller who may not read it, or for whom it does not exist, gets that refusal and learns nothing about its state.
    if (present.status !== 200) return refuse(reply, present);
    if (!isSameState(header, String(present.headers['etag']))) throw CHANGED;
    return undefined;
  }
}

function refuse(reply: FastifyReply, { status, headers, body }: OwnAnswer): FastifyReply {
  const challenge = headers['www-authenticate'];
  if (challenge !== undefined) void reply.header('www-authenticate', challenge);
  return reply.code(status).type(PROBLEM_JSON).send(body);
}

const CHANGED = new DomainError(
  'outdated',
  'precondition_failed',
  'it is not in the state that If-Match names: get it again, and repeat the change with its present ETag',
);
const WITHOUT_TAG = new DomainError(
  'outdated',
  'precondition_failed',
  'nothing at this address has an ETag: leave If-Match out',
);
