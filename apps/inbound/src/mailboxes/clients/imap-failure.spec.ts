import { describe, expect, it } from '@jest/globals';
import { newId } from '#kernel';
import { MailboxAccount } from '../../../test/mailbox-accounts.js';
import { imapFailureOf } from './imap-failure.js';

const { credentials } = new MailboxAccount(newId('ws'), 'ada@example.com', { port: 993 });

describe('the answer of a server that refuses a login', () => {
  it('can be stored, wherever it is cut', () => {
    const response = `4 NO [AUTHENTICATIONFAILED]\0 xx${'😀'.repeat(400)}`;
    const error = Object.assign(new Error('Command failed'), { authenticationFailed: true, response });
    const failure = imapFailureOf(error, credentials);

    expect(failure).toEqual({
      end: 'refused',
      answer: expect.stringMatching(/^NO \[AUTHENTICATIONFAILED\] xx😀+$/u),
    });
  });
});
