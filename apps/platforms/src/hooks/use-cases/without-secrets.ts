import type { ReceivedHook } from '#contracts';
import { allClients } from '../../clients/index.js';
import { withoutFields } from '../domain/hook-content.js';

const FIELDS = new Map<string, readonly string[]>(
  allClients().map(({ platform, secretHookFields = [] }) => [platform, secretHookFields]),
);

/** The hook as it may be stored: some platforms put a secret of the account into each one. */
export const withoutSecrets = (hook: ReceivedHook): ReceivedHook =>
  withoutFields(hook, FIELDS.get(hook.platform) ?? []);
