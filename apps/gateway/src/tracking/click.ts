import { EmailClicked, type EventOf } from '#contracts';
import { makeEvent } from '#messaging';
import type { TrackedLink, TrackedMessage } from '#tracking';
import { MINUTE_MS, signalId } from './signal-id.js';

/** A hit on a link of a message. `machine`: as far as the hit alone shows it. */
export interface Click {
  readonly message: TrackedMessage;
  readonly link: TrackedLink;
  readonly at: Date;
  readonly machine: boolean;
}

/**
 * The event of a click. Its id follows from the link, the verdict and the minute: repeats within it are one click, and one
 * by a machine never hides one by a person.
 */
function clickEvent({ message, link, at, machine }: Click): EventOf<typeof EmailClicked> {
  const { workspace_id: workspaceId, ...fact } = message;
  return makeEvent(EmailClicked, {
    id: signalId(['click', message.send_id, link.position, machine], at, MINUTE_MS),
    service: 'gateway',
    workspaceId,
    time: at,
    data: { ...fact, at: at.toISOString(), url: link.url, machine },
  });
}

/** One event for each id. */
export const clickEvents = (clicks: readonly Click[]): EventOf<typeof EmailClicked>[] => [
  ...new Map(clicks.map(clickEvent).map((event) => [event.id, event])).values(),
];
