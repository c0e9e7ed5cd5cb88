import { Injectable } from '@nestjs/common';
import type { ConnectionTest } from '#contracts';
import { DomainError } from '#kernel';
import { ConnectionCalls } from '../clients/connection-calls.js';
import type { Connection } from '../domain/connection.js';
import { Connections } from '../persistence/connections.js';
import { refusalOf } from './refusal-of.js';

/** Within the time that the caller waits. */
const PATIENCE_MS = 3_000;

/** Uses the credentials of a connection once. The outcome is its status, unless the platform does not answer. */
@Injectable()
export class TestConnection {
  constructor(
    private readonly connections: Connections,
    private readonly calls: ConnectionCalls,
  ) {}

  async execute(connection: Connection): Promise<ConnectionTest> {
    try {
      const { client, call } = this.calls.open(connection, { patienceMs: PATIENCE_MS });
      await client.check(call);
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal instanceof DomainError) return { ok: false, code: refusal.code, message: refusal.message };
      throw error;
    }
    await this.connections.markWorking(connection);
    return { ok: true };
  }
}
