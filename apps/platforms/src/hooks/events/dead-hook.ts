import { randomUUID } from 'node:crypto';
import { DEAD_HOOKS } from '#contracts';
import type { OutboxMessage } from '#database';
import { idOf } from '#kernel';

interface DeadHook {
  readonly workspace_id: string;
  readonly connection_id: string;
  readonly platform: string;
  readonly content_type: string;
  readonly body: string;
  readonly received_at: Date;
  readonly attempts: number;
}

const MAX_REASON = 1_000;

/** A hook that no further attempt can help, for a person to read, and to replay. It holds no token: none is stored. */
export const deadHook = (hook: DeadHook, reason: string): OutboxMessage => ({
  id: randomUUID(),
  subject: DEAD_HOOKS.subject,
  payload: JSON.stringify({
    workspaceid: idOf('ws', hook.workspace_id), // by it the letter goes with its workspace
    connection_id: idOf('pcon', hook.connection_id),
    received_at: hook.received_at.toISOString(),
    content_type: hook.content_type,
    body: hook.body,
  }),
  headers: {
    'Nimbus-Original-Subject': `hooks.${hook.platform}`,
    'Nimbus-Deliveries': String(hook.attempts + 1),
    'Nimbus-Reason': reason.replaceAll(/[^\x20-\x7e]+/g, ' ').slice(0, MAX_REASON),
  },
});
