import { describe, expect, it } from '@jest/globals';
import { isLasting } from './server-refusal.js';

describe('a login', () => {
  it.each([
    ['AUTHENTICATIONFAILED', 'Invalid credentials (Failure)'],
    ['AUTHENTICATIONFAILED', 'Authentication failed. Too many attempts were wrong.'],
    ['AUTHORIZATIONFAILED', 'Not authorized'],
    ['EXPIRED', 'The password has expired'],
    ['ALERT', 'Application-specific password required: https://support.google.com/accounts/answer/185833'],
    ['ALERT', 'Please log in via your web browser'],
    [undefined, 'LOGIN failed.'],
    [undefined, 'AUTHENTICATE failed.'],
    [undefined, 'User is authenticated but not connected.'],
  ])('that is answered by NO [%s] %s is refused', (code, text) => {
    expect(isLasting({ code, text })).toBe(true);
  });

  it.each([
    ['UNAVAILABLE', 'Temporary authentication failure.'],
    ['LIMIT', 'LOGIN Rate limit hit.'],
    ['INUSE', 'The mailbox is in use'],
    ['OVERQUOTA', 'Account exceeded command or bandwidth limits.'],
    ['ALERT', 'Too many simultaneous connections. (Failure)'],
    ['SERVERBUG', 'Internal error'],
    [undefined, 'Server Unavailable. 15'],
    [undefined, 'Temporary System Error. Please try again later.'],
    [undefined, 'Maximum number of connections from user+IP exceeded: too many'],
  ])('that is answered by NO [%s] %s is tried again', (code, text) => {
    expect(isLasting({ code, text })).toBe(false);
  });
});
