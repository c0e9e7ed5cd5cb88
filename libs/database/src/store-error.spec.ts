import { describe, expect, it } from '@jest/globals';
import { DatabaseError } from 'pg';
import { QueryFailedError } from 'typeorm';
import { DomainError } from '#kernel';
import { connectError, isConnectionFailure, lostRace, storeError } from './store-error.js';

const withCode = (code: string): DatabaseError => {
  const error = new DatabaseError('as the server says', 1, 'error');
  error.code = code;
  return error;
};

const failed = (driverError: Error): QueryFailedError =>
  new QueryFailedError('select $1', ['secret'], driverError);

describe('an error of the store', () => {
  it.each([
    '08006',
    '08003',
    '53300',
    '57P01',
    '57P02',
    '57P03',
    '25006',
    'ECONNREFUSED',
    'ECONNRESET',
    'ENOTFOUND',
  ])('is unavailable for %s', (code) => {
    expect(storeError(failed(withCode(code)))).toMatchObject({ kind: 'unavailable' });
    expect(connectError(withCode(code))).toBeInstanceOf(DomainError);
  });

  it.each([
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'timeout exceeded when trying to connect',
    'Client has encountered a connection error and is not queryable',
    'Query read timeout',
  ])('is unavailable for "%s", which has no code', (message) => {
    expect(isConnectionFailure(new Error(message))).toBe(true);
  });

  it.each(['23505', '42P01', '22P02', '40001', '57014'])('stays a failed query for %s', (code) => {
    const error = storeError(failed(withCode(code)));

    expect(error).toBeInstanceOf(QueryFailedError);
    expect(error).toMatchObject({ code, query: 'select $1', parameters: undefined });
  });

  it('is worth another attempt after a lost race only', () => {
    expect(['40001', '40P01', '23505'].map((code) => lostRace(failed(withCode(code))))).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('is left alone when it is none of the store', () => {
    const bug = new TypeError('x is undefined');
    const refusal = new DomainError('conflict', 'version_conflict', 'somebody was faster');

    expect([storeError(bug), storeError(refusal)]).toEqual([bug, refusal]);
    expect(storeError(Object.assign(new Error('smtp'), { code: 'ECONNREFUSED' }))).not.toBeInstanceOf(
      DomainError,
    );
  });
});
