import type { FastifyRequest } from 'fastify';
import { DomainError } from '#kernel';

/** The scheme's name is case-insensitive (RFC 9110). */
export const bearerToken = ({ headers }: Pick<FastifyRequest, 'headers'>): string | undefined =>
  /^bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];

/** Refuses a token that is missing or wrong. */
export const unauthenticated = (message: string): DomainError =>
  new DomainError('unauthenticated', 'unauthenticated', message);
