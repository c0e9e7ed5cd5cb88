import { HttpException, HttpStatus, NotFoundException } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '#kernel';

/** An export with all filters and a cursor has some 2,000 characters. */
const MAX_TARGET_CHARACTERS = 8_000;
const BODILESS = ['GET', 'HEAD', 'OPTIONS'];

/**
 * The reason why nobody can get this served, from its address and the methods there; undefined for most requests. A GET
 * of `contacts/search` is refused although the router would take `search` for an id.
 */
export function unservable(request: FastifyRequest, methods: readonly string[]): Error | undefined {
  if (request.url.length > MAX_TARGET_CHARACTERS) return new HttpException('', HttpStatus.URI_TOO_LONG);
  // A proxy may route by the whole target, the router looks at the part before the fragment.
  if (request.url.includes('#')) return FRAGMENT;
  return request.is404 || !methods.includes(request.method) ? new NotFoundException() : undefined;
}

/** A body that is compressed would arrive as bytes that are no JSON. */
export function compressedBody({ method, headers, routeOptions }: FastifyRequest): DomainError | undefined {
  if (routeOptions.config.anyBody === true) return undefined;
  const encoding = headers['content-encoding'] ?? 'identity';
  return encoding.toLowerCase() === 'identity' || BODILESS.includes(method) ? undefined : COMPRESSED;
}

const FRAGMENT = new DomainError('invalid', 'bad_request', 'the address of a request has no fragment (#)');
const COMPRESSED = new DomainError(
  'unsupported',
  'unsupported_media_type',
  'content-encoding is not supported: send the JSON as it is',
);
