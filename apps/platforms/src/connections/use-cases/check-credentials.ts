import { Injectable } from '@nestjs/common';
import { parseInput } from '#contracts';
import { validationError } from '#kernel';
import { clientOf } from '../../clients/index.js';
import { ConnectionCalls } from '../clients/connection-calls.js';
import type { Connection } from '../domain/connection.js';
import type { Credentials } from '../persistence/connection-secrets.js';
import { refusalOf } from './refusal-of.js';

/** Within the time that the caller waits. */
const PATIENCE_MS = 3_000;

/** Tests credentials at the platform before they are stored. */
@Injectable()
export class CheckCredentials {
  constructor(private readonly calls: ConnectionCalls) {}

  /** @throws DomainError `validation_error`, `platform_refused_credentials`, `platform_unavailable` */
  async execute(of: Pick<Connection, 'id' | 'platform'>, given: Credentials): Promise<Credentials> {
    const { data: credentials, errors } = parseInput(clientOf(of.platform).credentials, given);
    if (errors !== undefined)
      throw validationError(
        errors.map((error) => ({ ...error, field: ['credentials', error.field].filter(Boolean).join('.') })),
      );
    try {
      const { client, call } = this.calls.tryOut(of, credentials, { patienceMs: PATIENCE_MS });
      await client.check(call);
      return credentials;
    } catch (error) {
      throw refusalOf(error);
    }
  }
}
