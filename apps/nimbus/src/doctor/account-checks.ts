import { TestMailbox, TestSendingAccount, type ConnectionTest } from '#contracts';
import { DomainError, type Id } from '#kernel';
import type { Operator } from '../operator.js';
import { attempt, fail, ok, warn, type Check } from './check.js';

/** The logins of a sending account, tried by the services that have its passwords. */
export async function accountChecks({ rpc }: Operator, id: Id<'ea'>): Promise<Check[]> {
  const checks = await Promise.all([
    attempt(`SMTP of ${id}`, async () => [
      checkOf(`SMTP of ${id}`, await rpc.request(TestSendingAccount, { sending_account_id: id })),
    ]),
    attempt(`IMAP of ${id}`, async () => [await imapCheck(rpc, id)]),
  ]);
  return checks.flat();
}

async function imapCheck(rpc: Operator['rpc'], id: Id<'ea'>): Promise<Check> {
  const name = `IMAP of ${id}`;
  try {
    return checkOf(name, await rpc.request(TestMailbox, { sending_account_id: id }));
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'not_found') throw error;
    return warn(name, 'the account has no IMAP server');
  }
}

const checkOf = (name: string, { ok: isOk, code = '', message = '' }: ConnectionTest): Check =>
  isOk ? ok(name, 'logged in') : fail(name, `${code}: ${message}`);
