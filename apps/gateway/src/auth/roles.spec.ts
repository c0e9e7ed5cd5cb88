import { describe, expect, it } from '@jest/globals';
import { scopesOf } from './roles.js';
import { ALL_SCOPES } from './scopes.js';

describe('the scopes of a role', () => {
  it('are all of them for owners and admins', () => {
    expect([...scopesOf('owner')]).toEqual(ALL_SCOPES);
    expect([...scopesOf('admin')]).toEqual(ALL_SCOPES);
  });

  it('let a member work with campaigns and contacts, and a viewer write nothing', () => {
    const writes = (role: 'member' | 'viewer') =>
      [...scopesOf(role)].filter((scope) => scope.endsWith(':write'));
    expect(writes('member').toSorted((a, b) => a.localeCompare(b))).toEqual([
      'campaigns:write',
      'contacts:write',
      'sequences:write',
    ]);
    expect(writes('viewer')).toEqual([]);
    expect(scopesOf('viewer').size).toBe(6);
  });
});
