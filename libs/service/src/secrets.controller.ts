import { Controller, type Type } from '@nestjs/common';
import { reencryptSecrets, type RequestOf, type ServiceName } from '#contracts';
import { Database } from '#database';
import { DomainError } from '#kernel';
import { HandlesRequest } from '#messaging';
import { SecretBox, SecretRows, type SecretTable } from '#secrets';

/** The request of the operator's tool that encrypts stored secrets with a new key, which every service handles alike. */
export function secretsController(service: ServiceName, tables: readonly SecretTable[]): Type {
  const reencrypting = reencryptSecrets(service);

  @Controller()
  class SecretsController {
    private readonly rows: SecretRows;

    constructor(
      database: Database,
      private readonly box: SecretBox,
    ) {
      this.rows = new SecretRows(database, box, tables);
    }

    /** Two replicas with different keys would undo the work of each other. */
    @HandlesRequest(reencrypting)
    async reencrypt({ key, place }: RequestOf<typeof reencrypting>) {
      const { keyId } = this.box;
      if (key !== null && key !== keyId) {
        const message = `one replica of ${service} encrypts with the key ${key}, another one with ${keyId}`;
        throw new DomainError('conflict', 'other_key', message);
      }
      return { key: keyId, ...(await this.rows.reencrypt(place)) };
    }
  }
  return SecretsController;
}
