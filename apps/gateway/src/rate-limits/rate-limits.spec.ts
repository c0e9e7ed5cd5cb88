import { describe, expect, it } from '@jest/globals';
import { limitsOn, type Credential, type LimitClass } from './rate-limits.js';

const KEY: Credential = { kind: 'key', id: 'k', perMinute: null };
const USER: Credential = { kind: 'user', id: 'u', sessionId: 's' };

const counted = (method: string, limits?: LimitClass, credential: Credential = KEY) =>
  Object.fromEntries(
    limitsOn({ method, limits, credential, workspaceId: 'ws' }).map(({ name, perMinute }) => [
      name,
      perMinute,
    ]),
  );

const READ = { 'key:k': 600, ws: 5_000 };
const WRITE = { ...READ, 'key:k:writes': 300, 'ws:writes': 2_000 };

describe('the limits that a request counts against', () => {
  it.each<[string, LimitClass | undefined, object]>([
    ['GET', undefined, READ],
    ['HEAD', undefined, READ],
    ['POST', 'read', READ],
    ['POST', undefined, WRITE],
    ['PATCH', undefined, WRITE],
    ['DELETE', undefined, WRITE],
    ['POST', 'bulk', { ...WRITE, 'key:k:bulk': 30 }],
    ['GET', 'bulk', { ...READ, 'key:k:bulk': 30 }],
    ['GET', 'analytics', { ...READ, 'key:k:analytics': 120 }],
    ['POST', 'start', { ...WRITE, 'ws:starts': 10 }],
    ['POST', 'creation', { ...WRITE, 'ws:creations': 10 }],
  ])('%s of a route of class %s', (method, limits, expected) => {
    expect(counted(method, limits)).toEqual(expected);
  });

  it('are lower for a person than for a key', () => {
    expect(counted('POST', undefined, USER)).toEqual({
      'user:u': 120,
      'user:u:writes': 60,
      ws: 5_000,
      'ws:writes': 2_000,
    });
  });

  it('are not those of the workspace where it is refused', () => {
    const refused = {
      method: 'POST',
      limits: 'start',
      credential: KEY,
      workspaceId: 'ws',
      refused: true,
    } as const;
    expect(limitsOn(refused).map(({ name }) => name)).toEqual(['key:k', 'key:k:writes']);
  });

  it('are the key’s own where it has one', () => {
    expect(counted('GET', undefined, { ...KEY, perMinute: 3_000 })).toEqual({ ...READ, 'key:k': 3_000 });
  });
});
