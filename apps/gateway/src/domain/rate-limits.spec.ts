import { describe, expect, it } from '@jest/globals';
import { limitsOn, type Credential } from './rate-limits.js';

const KEY: Credential = { kind: 'key', id: 'k', perMinute: null };
const USER: Credential = { kind: 'user', id: 'u', sessionId: 's' };
const CAMPAIGN = '/api/v1/campaigns/camp_01h455vb4pex5vsknk084sn02q';

const counted = (method: string, path: string, credential: Credential = KEY) =>
  Object.fromEntries(
    limitsOn({ method, path, credential, workspaceId: 'ws' }).map(({ name, perMinute }) => [name, perMinute]),
  );

const READ = { 'key:k': 600, ws: 5_000 };
const WRITE = { ...READ, 'key:k:writes': 300, 'ws:writes': 2_000 };

describe('the limits that a request counts against', () => {
  it.each([
    ['GET', CAMPAIGN, READ],
    ['HEAD', CAMPAIGN, READ],
    ['POST', '/api/v1/contacts/search/', READ],
    ['POST', '/api/v1/sequences/', WRITE],
    ['PATCH', CAMPAIGN, WRITE],
    ['DELETE', CAMPAIGN, WRITE],
    ['POST', `${CAMPAIGN}/pause`, WRITE],
    ['POST', '/api/v1/contacts/bulk/', { ...WRITE, 'key:k:bulk': 30 }],
    ['POST', '/api/v1/contacts/import?dry=1', { ...WRITE, 'key:k:bulk': 30 }],
    ['GET', `${CAMPAIGN}/export/?format=csv`, { ...READ, 'key:k:bulk': 30 }],
    ['GET', '/api/v1/jobs/job_1/download', { ...READ, 'key:k:bulk': 30 }],
    ['GET', '/api/v1/jobs/job_1', READ],
    ['GET', `${CAMPAIGN}/analytics/steps/`, { ...READ, 'key:k:analytics': 120 }],
    ['GET', '/api/v1/analytics/summary', { ...READ, 'key:k:analytics': 120 }],
    ['POST', `${CAMPAIGN}/launch/`, { ...WRITE, 'ws:starts': 10 }],
    ['POST', `${CAMPAIGN}/resume`, { ...WRITE, 'ws:starts': 10 }],
    ['GET', `${CAMPAIGN}/launch`, READ],
    ['POST', '/api/v1/campaigns/', { ...WRITE, 'ws:creations': 10 }],
    ['POST', `${CAMPAIGN}/clone/`, { ...WRITE, 'ws:creations': 10 }],
    ['GET', '/api/v1/campaigns?status=active', READ],
  ])('%s %s', (method, path, expected) => {
    expect(counted(method, path)).toEqual(expected);
  });

  it('are lower for a person than for a key', () => {
    expect(counted('POST', '/api/v1/sequences/', USER)).toEqual({
      'user:u': 120,
      'user:u:writes': 60,
      ws: 5_000,
      'ws:writes': 2_000,
    });
  });

  it('are the key’s own where it has one', () => {
    expect(counted('GET', CAMPAIGN, { ...KEY, perMinute: 3_000 })).toEqual({ ...READ, 'key:k': 3_000 });
  });
});
