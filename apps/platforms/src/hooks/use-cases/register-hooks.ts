import { createHash, createHmac } from 'node:crypto';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { Clock } from '#kernel';
import { PLATFORMS_WITH_HOOKS } from '../../clients/index.js';
import { PlatformError } from '../../clients/platform-error.js';
import {
  ConnectionCalls,
  Connections,
  ConnectionSecrets,
  hookUrl,
  PUBLIC_URL,
  type Connection,
} from '../../connections/index.js';
import { nextAttempt } from '../domain/attempt-delay.js';
import { HookRegistrations, type Registration } from '../persistence/hook-registrations.js';

/** Registers the addresses of hooks at platforms whose API can: of new connections, and after a change of token or key. */
@Injectable()
export class RegisterHooks {
  private readonly logger = new Logger(RegisterHooks.name);

  constructor(
    private readonly registrations: HookRegistrations,
    private readonly connections: Connections,
    private readonly calls: ConnectionCalls,
    private readonly secrets: ConnectionSecrets,
    private readonly clock: Clock,
    @Inject(PUBLIC_URL) private readonly publicUrl: string,
  ) {}

  async execute(): Promise<'more' | 'idle'> {
    const due = await this.registrations.claim(PLATFORMS_WITH_HOOKS);
    if (due.length === 0) return 'idle';
    const connections = await this.connections.named(due.map(({ connectionId }) => connectionId));
    await Promise.all(
      connections.map((connection) => {
        const { attempts = 1 } = due.find(({ connectionId }) => connectionId === connection.id) ?? {};
        return this.tryOne(connection, attempts);
      }),
    );
    return 'more';
  }

  /** The platform may have it and its answer be lost: its client looks for the address before it registers it. */
  private async tryOne(connection: Connection, attempts: Registration['attempts']): Promise<void> {
    try {
      await this.register(connection);
    } catch (error) {
      const retryAt = error instanceof PlatformError ? error.retryAt : null;
      await this.registrations.failed(connection.id, nextAttempt(attempts, this.clock.now(), retryAt));
      const level = error instanceof PlatformError ? 'warn' : 'error';
      this.logger[level](`the hook of ${connection.id} is not registered: ${String(error)}`);
    }
  }

  private async register(connection: Connection): Promise<void> {
    const { client, call } = this.calls.open(connection);
    if (client.registerHook === undefined) return;

    const token = this.secrets.hookToken(connection);
    const tokenHash = sha256(token);
    const secret = secretOf(token, call.credentials);
    await this.registrations.expectSecret(connection.id, tokenHash, sha256(secret));
    const url = hookUrl(this.publicUrl, connection.platform, token);
    const hookId = await client.registerHook(call, url, null, secret);
    await this.registrations.done(connection.id, tokenHash, hookId);
  }
}

/** Nobody who has seen the address alone can tell it. It is the same at each attempt, and needs no place of its own. */
function secretOf(token: string, credentials: Readonly<Record<string, string>>): string {
  const fields = Object.keys(credentials)
    .toSorted()
    .map((name) => [name, credentials[name]]);
  return createHmac('sha256', JSON.stringify(fields)).update(token).digest('base64url');
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();
