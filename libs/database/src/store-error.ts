import { DatabaseError } from 'pg';
import { QueryFailedError, QueryRunnerAlreadyReleasedError } from 'typeorm';
import { DomainError, unavailable } from '#kernel';

/** SQLSTATEs after which the same question may be answered a little later, by this server or by its successor. */
const UNAVAILABLE_STATES = [
  '08', // the connection broke
  '53', // out of connections, memory or disk
  '57P01', // the administrator ended this session
  '57P02', // another session crashed
  '57P03', // starting up or shutting down
  '57P05', // idle session ended
  '25P03', // idle transaction ended
  '25006', // a standby took our place and is still read-only
];

const SOCKET_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** pg gives these no code, so that only their text tells them (pg 8.23, pg-pool 3.14, TypeORM 1.1). */
const CONNECTION_MESSAGES =
  /^(Connection terminated|timeout ex|Client has encountered a connection error|Client was closed|Query read timeout|Cannot use a pool after|Driver not Connected)/;

/** A failure of the connection, not of the statement. */
export function isConnectionFailure(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = codeOf(error) ?? '';

  return (
    SOCKET_CODES.has(code) ||
    UNAVAILABLE_STATES.some((state) => code.length === 5 && code.startsWith(state)) ||
    CONNECTION_MESSAGES.test(error.message)
  );
}

/** The transaction lost against another one and may simply be run again. */
export const lostRace = (error: unknown): boolean =>
  error instanceof QueryFailedError && ['40001', '40P01'].includes(codeOf(error.driverError) ?? '');

/** No answer came in time. The connection is still waiting for it, so that it must not serve anybody else. */
export const isSilent = (error: unknown): boolean =>
  error instanceof QueryFailedError && error.driverError.message === 'Query read timeout';

/** A table was changed since this connection prepared the statement. Any other connection can run it. */
export const isOutdated = (error: unknown): boolean =>
  error instanceof QueryFailedError &&
  codeOf(error.driverError) === '0A000' &&
  error.driverError.message.startsWith('cached plan');

/** The name of the unique, foreign key or check constraint that refused the statement. */
export function violatedConstraint(error: unknown): string | undefined {
  if (!(error instanceof QueryFailedError) || !(error.driverError instanceof DatabaseError)) return undefined;

  return error.driverError.code?.startsWith('23') === true ? error.driverError.constraint : undefined;
}

/**
 * Converts a failure of the database: to `unavailable` when the database is away, else to the failed query without its
 * values, since parameters and the server's DETAIL hold data of the row and would be logged.
 */
export function storeError(error: unknown): unknown {
  if (error instanceof QueryRunnerAlreadyReleasedError) return away(error);
  if (!(error instanceof QueryFailedError)) return error;

  const { driverError } = error;
  if (driverError instanceof DatabaseError) driverError.detail = undefined;

  return isConnectionFailure(driverError)
    ? away(driverError)
    : new QueryFailedError(error.query, undefined, driverError);
}

/** The same for an attempt to get a connection, where pg's errors arrive bare. */
export const connectError = (error: unknown): unknown => (isConnectionFailure(error) ? away(error) : error);

const away = (cause: unknown): DomainError => unavailable('the database is not available', cause);

function codeOf(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
