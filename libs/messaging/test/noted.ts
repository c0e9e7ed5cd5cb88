import type { INestApplication } from '@nestjs/common';
import { z } from 'zod';
import { defineEvent, type EventOf } from '#contracts';
import { newId } from '#kernel';
import { JetStreamPublisher, makeEvent, OnEvents, toMessages } from '#messaging';

export const DURABLE = 'tests-read-notes';
export const Noted = defineEvent({
  type: 'contact.noted',
  consumedBy: [DURABLE, 'tests-move'],
  data: z.object({ note: z.string() }),
});
export const Moved = defineEvent({
  type: 'contact.moved',
  consumedBy: ['tests-move'],
  data: z.object({ to: z.string() }),
});

export const noted = (note: string): EventOf<typeof Noted> =>
  makeEvent(Noted, { service: 'tests', workspaceId: newId('ws'), time: new Date(), data: { note } });

/** Tells each list of notes as one message, and fails when it is not stored. */
export async function tell(
  app: INestApplication,
  ...messages: readonly (readonly string[])[]
): Promise<void> {
  const stored = await app
    .get(JetStreamPublisher)
    .publish(messages.flatMap((notes) => toMessages(Noted, notes.map(noted))));
  if (stored.includes(false)) throw new Error('not stored');
}

/** Keeps the notes of every delivery, then does what the test wants. */
export class NoteReader {
  readonly deliveries: string[][] = [];

  constructor(private readonly react: (notes: readonly string[]) => void | Promise<void> = () => undefined) {}

  @OnEvents([Noted], { durable: DURABLE })
  async read(events: EventOf<typeof Noted>[]): Promise<void> {
    const notes = events.map(({ data }) => data.note);
    this.deliveries.push(notes);
    await this.react(notes);
  }
}

/** The same for the notes of all messages that wait. */
export class BatchReader extends NoteReader {
  @OnEvents([Noted], { durable: DURABLE, batch: true })
  override read(events: EventOf<typeof Noted>[]): Promise<void> {
    return super.read(events);
  }
}

/** A promise that the test resolves. */
export function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open: () => open() };
}
