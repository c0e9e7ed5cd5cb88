import { createHash } from 'node:crypto';
import { Body, Controller, Logger, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { HOOK_SECRET_HEADER, MAX_HOOK_CHARACTERS, type ReceivedHook } from '#contracts';
import { Clock, DomainError } from '#kernel';
import { NOTHING_HERE } from '../http/problem.js';
import { Route } from '../http/route.js';
import { throttle } from '../rate-limits/throttle.js';
import { HookIntake } from './hook-intake.js';
import { HookLimits } from './hook-limits.js';

const MAX_BODY_BYTES = 256_000;
const RETRY_AFTER_SECONDS = 10;

const MAX_NAME = 100;
const MAX_CONTENT_TYPE = 200;

/** Control characters that no JSON and no form has as they are, and halves of surrogate pairs: PostgreSQL takes neither. */
const UNUSABLE = /(?![\t\n\r])[\p{Cc}\p{Cs}]/gu;

const REDACTED = '[token]';

/**
 * Webhooks of the outside platforms. The token in the address is their only proof where a platform signs nothing, so it
 * appears in no log, error, trace or metric, and leaves this class as its hash.
 */
@Controller('hooks')
export class HooksController {
  private readonly logger = new Logger('Hooks');

  constructor(
    private readonly intake: HookIntake,
    private readonly limits: HookLimits,
    private readonly clock: Clock,
  ) {}

  /**
   * Answers once the hook is durable. An unknown platform and a malformed token are looked up as a wrong one is: neither the
   * answer nor its time tells them apart.
   */
  @Route('POST', ':platform/:token', {
    access: 'everybody',
    perAddress: 'hook',
    bodyLimit: MAX_BODY_BYTES,
    textBody: true,
    undocumented: true,
  })
  async receive(
    @Param('platform') platform: string,
    @Param('token') token: string,
    @Body() body: string | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ status: 'received' }> {
    const hook = this.hookOf(platform, token, body ?? '', request);
    const refusal = this.limits.refusalOf(hook.token_hash, request.ip);
    if (refusal !== undefined) throttle(reply, refusal, this.clock.now());
    if ((await this.store(hook, reply)) === 'unknown_token') {
      this.limits.noteWrong(hook.token_hash, request.ip);
      throw new DomainError('not_found', 'not_found', NOTHING_HERE.detail);
    }
    this.limits.noteRight(hook.token_hash);
    return { status: 'received' };
  }

  private async store(hook: ReceivedHook, reply: FastifyReply): Promise<'stored' | 'unknown_token'> {
    try {
      return await this.intake.store(hook);
    } catch (error) {
      this.logger.warn(`a hook is not stored, and its sender is told so: ${String(error)}`);
      void reply.header('retry-after', RETRY_AFTER_SECONDS);
      throw error;
    }
  }

  private hookOf(platform: string, token: string, body: string, { headers }: FastifyRequest): ReceivedHook {
    const secret = headers[HOOK_SECRET_HEADER];
    return {
      platform: storable(platform, MAX_NAME),
      token_hash: sha256(token),
      secret_hash: typeof secret === 'string' ? sha256(secret) : null,
      received_at: this.clock.now().toISOString(),
      content_type: storable(headers['content-type'] ?? '', MAX_CONTENT_TYPE),
      // Some platforms send their settings along, and the address of the hook with them.
      body: storable(body.replaceAll(token, REDACTED), MAX_HOOK_CHARACTERS),
    };
  }
}

/**
 * As the contract and PostgreSQL take it, cut at the length that no real one has: many hooks share a request and a
 * statement, and one that is refused there would take those of others with it.
 */
const storable = (text: string, most: number): string => text.slice(0, most).replaceAll(UNUSABLE, '\uFFFD');

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
