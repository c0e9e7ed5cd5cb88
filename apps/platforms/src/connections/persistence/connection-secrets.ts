import { createHash, randomBytes } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { z } from 'zod';
import type { Id } from '#kernel';
import { SecretBox, UnreadableSecret } from '#secrets';
import type { Connection } from '../domain/connection.js';
import { secretOwner } from './secret-owner.js';

export type Credentials = Readonly<Record<string, string>>;

const StoredCredentials = z.record(z.string(), z.string());

const TOKEN_BYTES = 24;

/** The columns that keep the token of a hook. */
export interface SealedToken {
  readonly hash: Buffer;
  readonly encrypted: string;
}

/** Encrypts and decrypts what a connection keeps secret. */
@Injectable()
export class ConnectionSecrets {
  private readonly logger = new Logger(ConnectionSecrets.name);

  constructor(private readonly box: SecretBox) {}

  sealedCredentials(id: Id<'pcon'>, credentials: Credentials): string {
    return this.box.encrypt(JSON.stringify(credentials), secretOwner(id, 'credentials'));
  }

  /** @throws UnreadableSecret */
  credentials({ id, encrypted_credentials }: Connection): Credentials {
    const text = this.box.decrypt(encrypted_credentials, secretOwner(id, 'credentials'));
    return StoredCredentials.parse(JSON.parse(text));
  }

  /** A new token. It lets anybody report events, so that it cannot be guessed. */
  newHookToken(id: Id<'pcon'>): SealedToken {
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    return {
      hash: createHash('sha256').update(token).digest(),
      encrypted: this.box.encrypt(token, secretOwner(id, 'hook-token')),
    };
  }

  /** Null where no key opens it: the connection is shown without it, so that it can be given another one. */
  shownHookToken(connection: Connection): string | null {
    try {
      return this.hookToken(connection);
    } catch (error) {
      if (!(error instanceof UnreadableSecret)) throw error;
      this.logger.error(error.message);
      return null;
    }
  }

  /** @throws UnreadableSecret */
  hookToken({ id, encrypted_hook_token }: Connection): string {
    return this.box.decrypt(encrypted_hook_token, secretOwner(id, 'hook-token'));
  }
}
