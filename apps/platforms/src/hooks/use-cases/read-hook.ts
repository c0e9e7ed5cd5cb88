import { clientOf } from '../../clients/index.js';
import { contentOf } from '../domain/hook-content.js';
import { notAfter, type ToldSignal } from '../domain/told-signal.js';
import type { ReadHook, WaitingHook } from '../persistence/hook-queue.js';

/** The signals of a hook by the parser of its platform. */
export function readHook(hook: WaitingHook): ReadHook {
  const content = contentOf(hook.content_type, hook.body);
  if ('unreadable' in content) return { unknown: content.unreadable };

  const client = clientOf(hook.platform);
  const told: ToldSignal[] = [];
  for (const document of content.documents) {
    const parsed = client.parseHook(document);
    if ('unknown' in parsed) return parsed;
    told.push(...parsed.map((signal) => toldBy(hook, signal)));
  }
  return told;
}

const toldBy = (
  { platform, connection_id, received_at }: WaitingHook,
  signal: ToldSignal['signal'],
): ToldSignal => ({
  platform,
  connectionId: connection_id,
  receivedAt: received_at,
  signal: notAfter(signal, received_at),
});
