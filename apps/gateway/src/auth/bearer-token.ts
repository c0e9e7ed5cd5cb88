import type { FastifyRequest } from 'fastify';

/** The scheme's name is case-insensitive (RFC 9110). */
export const bearerToken = ({ headers }: Pick<FastifyRequest, 'headers'>): string | undefined =>
  /^bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
