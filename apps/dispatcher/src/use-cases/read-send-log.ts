import { Injectable } from '@nestjs/common';
import {
  MAX_LOG_PAGE_BYTES,
  type ReadSendLog as ReadRequest,
  type RequestOf,
  type ResponseOf,
} from '#contracts';
import { batchesOf, cursorAfter } from '#messaging';
import { SendLog } from '../persistence/send-log.js';
import { sendView } from '../views/send.view.js';

/** An ordinary send has 650 bytes, so a page usually reaches its limit of bytes before this number. */
const MAX_ROWS = 150;

/** A page of the send log holds as many sends as fit into one NATS message. */
@Injectable()
export class ReadSendLog {
  constructor(private readonly log: SendLog) {}

  async execute(query: RequestOf<typeof ReadRequest>): Promise<ResponseOf<typeof ReadRequest>> {
    const found = await this.log.read(query, MAX_ROWS + 1);
    const sends = found.slice(0, MAX_ROWS).map(sendView);
    const [results = []] = batchesOf(sends, { maxBytes: MAX_LOG_PAGE_BYTES });
    const last = results.at(-1);

    return { results, next_cursor: last && results.length < found.length ? cursorAfter(last.id) : null };
  }
}
