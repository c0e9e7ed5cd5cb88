import { Injectable } from '@nestjs/common';
import type { CancelSends, EnrollmentFinished, EventOf, ListSends, RequestOf } from '#contracts';
import { Database } from '#database';
import { idOf, uuidOf, type Id } from '#kernel';
import { uuidIn } from '#messaging';
import type { EarlierMessage } from '../domain/thread.js';
import { CANCEL_OF_CONTACTS, CANCEL_OF_ENROLLMENTS, EARLIER_MESSAGES, listSends } from './sends.sql.js';
import { storedSend, storedStatuses, type SendRow, type StoredSend } from './stored-send.js';

interface EarlierRow {
  readonly enrollment_id: string;
  readonly step_number: number;
  readonly message_id: string;
  readonly subject: string;
}

const STOPPED = new Set<string>(['replied', 'bounced', 'unsubscribed']);

@Injectable()
export class Sends {
  constructor(private readonly database: Database) {}

  /** Up to one send more than the page holds: the last one tells that there is a next page. */
  async list({ status: statuses, step, ...query }: RequestOf<typeof ListSends>): Promise<StoredSend[]> {
    const list = {
      workspace: uuidOf(query.workspace_id),
      owner: uuidOf(query.campaign_id),
      after: uuidIn(query.cursor, 'send'),
      statuses: statuses?.flatMap(storedStatuses),
      contact: query.contact_id && uuidOf(query.contact_id),
      step,
      limit: query.page_size + 1,
    };
    const { sql, values } = listSends(list);
    return (await this.database.query<SendRow>(sql, values)).map(storedSend);
  }

  /** Cancels the open sends of the contacts; resolves with their number. */
  async cancel(command: RequestOf<typeof CancelSends>, now: Date): Promise<number> {
    const [row] = await this.database.query<{ canceled: number }>(CANCEL_OF_CONTACTS, [
      uuidOf(command.workspace_id),
      uuidOf(command.campaign_id),
      command.contact_ids.map(uuidOf),
      now,
    ]);
    return row?.canceled ?? 0;
  }

  /**
   * Cancels the open sends of enrollments that were stopped for good. Not of removed ones, whose queued send leaves
   * unless the removal canceled it, nor of failed and completed ones: only these may be opened again by a retry, and an event
   * of their end that arrives late would cancel it.
   */
  async cancelStopped(events: readonly EventOf<typeof EnrollmentFinished>[], now: Date): Promise<void> {
    const stopped = events.filter(({ data }) => STOPPED.has(data.status));
    if (stopped.length === 0) return;
    await this.database.query(CANCEL_OF_ENROLLMENTS, [
      stopped.map(({ data }) => uuidOf(data.enrollment_id)),
      stopped.map(({ workspaceid }) => uuidOf(workspaceid)),
      stopped.map(({ data }) => data.reason ?? data.status),
      now,
    ]);
  }

  /** The messages that left before, by enrollment, oldest first. */
  async earlierMessages(enrollments: readonly Id<'enr'>[]): Promise<Map<Id<'enr'>, EarlierMessage[]>> {
    const messages = new Map<Id<'enr'>, EarlierMessage[]>();
    if (enrollments.length === 0) return messages;
    const rows = await this.database.query<EarlierRow>(EARLIER_MESSAGES, [enrollments.map(uuidOf)]);

    for (const { enrollment_id, step_number, message_id, subject } of rows) {
      const enrollment = idOf('enr', enrollment_id);
      const known = messages.get(enrollment) ?? [];
      messages.set(enrollment, [...known, { stepNumber: step_number, messageId: message_id, subject }]);
    }
    return messages;
  }
}
