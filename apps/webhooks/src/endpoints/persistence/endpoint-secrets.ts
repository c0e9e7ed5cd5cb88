import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Id } from '#kernel';
import { SecretBox } from '#secrets';
import type { Endpoint } from '../domain/endpoint.js';
import { previewOf, previousValidUntil, signingSecretOf } from '../domain/signing-secret.js';
import { secretOwner } from './secret-owner.js';

export type Headers = Readonly<Record<string, string>>;

const StoredHeaders = z.record(z.string(), z.string());

type WithSecrets = Pick<
  Endpoint,
  'id' | 'encrypted_headers' | 'encrypted_secret' | 'previous_encrypted_secret' | 'previous_secret_until'
>;

/** By Standard Webhooks 24 to 64. Base64 of 24 bytes needs no padding, so that the preview ends with real characters. */
const SECRET_BYTES = 24;

interface NewSecret {
  readonly secret: string;
  readonly stored: Pick<Endpoint, 'encrypted_secret' | 'secret_preview'>;
}

/** Encrypts and decrypts what an endpoint keeps secret. */
@Injectable()
export class EndpointSecrets {
  constructor(private readonly box: SecretBox) {}

  /** A new signing secret, and the columns that keep it. */
  create(id: Id<'wh'>): NewSecret {
    const secret = signingSecretOf(randomBytes(SECRET_BYTES));
    return { secret, stored: this.sealed(id, secret) };
  }

  /** The columns that keep a signing secret. */
  sealed(id: Id<'wh'>, secret: string): NewSecret['stored'] {
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
