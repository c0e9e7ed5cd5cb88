import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Id } from '#kernel';
import { SecretBox } from '#secrets';
import type { Endpoint } from '../domain/endpoint.js';
import { previewOf, previousValidUntil } from '../domain/signing-secret.js';
import { secretOwner } from './secret-owner.js';

export type Headers = Readonly<Record<string, string>>;

const StoredHeaders = z.record(z.string(), z.string());

type WithSecrets = Pick<
  Endpoint,
  'id' | 'encrypted_headers' | 'encrypted_secret' | 'previous_encrypted_secret' | 'previous_secret_until'
>;

/** Encrypts and decrypts what an endpoint keeps secret. */
@Injectable()
export class EndpointSecrets {
  constructor(private readonly box: SecretBox) {}

  /** The columns of a signing secret. */
  sealed(id: Id<'wh'>, secret: string): Pick<Endpoint, 'encrypted_secret' | 'secret_preview'> {
    return {
      encrypted_secret: this.box.encrypt(secret, secretOwner(id, 'secret')),
      secret_preview: previewOf(secret),
    };
  }

  sealedHeaders(id: Id<'wh'>, headers: Headers): string | null {
    if (Object.keys(headers).length === 0) return null;
    return this.box.encrypt(JSON.stringify(headers), secretOwner(id, 'headers'));
  }

  /** @throws UnreadableSecret */
  headers({ id, encrypted_headers }: Pick<Endpoint, 'id' | 'encrypted_headers'>): Headers {
    if (encrypted_headers === null) return {};
    return StoredHeaders.parse(JSON.parse(this.box.decrypt(encrypted_headers, secretOwner(id, 'headers'))));
  }

  /**
   * The secrets that sign at `now`: the current one, and the one before it while it is valid.
   * @throws UnreadableSecret
   */
  signing(endpoint: WithSecrets, now: Date): readonly string[] {
    const { id, encrypted_secret, previous_encrypted_secret: previous } = endpoint;
    const valid = previous === null || previousValidUntil(endpoint, now) === null ? [] : [previous];
    return [encrypted_secret, ...valid].map((each) => this.box.decrypt(each, secretOwner(id, 'secret')));
  }
}
