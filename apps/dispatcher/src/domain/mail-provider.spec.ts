import { describe, expect, it } from '@jest/globals';
import { mailProviderOf } from './mail-provider.js';

describe('the mail provider of a sending account', () => {
  it.each([
    ['smtp.gmail.com', 'gmail'],
    ['SMTP.Office365.com', 'microsoft'],
    ['smtp-mail.outlook.com', 'microsoft'],
    ['smtp.mail.yahoo.com', 'yahoo'],
    ['notgmail.com', 'other'],
    ['smtp.gmail.com.evil.example', 'other'],
    [null, 'other'],
  ])('of the server %p is %p', (host, provider) => {
    expect(mailProviderOf(host)).toBe(provider);
  });
});
