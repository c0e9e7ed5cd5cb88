import { Controller } from '@nestjs/common';
import { CountSends, MAX_LOG_PAGE_BYTES, ReadSendLog, type CampaignRef, type RequestOf } from '#contracts';
import { Clock } from '#kernel';
import { batchesOf, cursorAfter, HandlesRequest } from '#messaging';
import { Schedules } from '../persistence/schedules.js';
import { SendLog } from '../persistence/send-log.js';
import { sendViews } from '../views/send.view.js';

/** An ordinary send has 650 bytes, so a page usually reaches its limit of bytes before this number. */
const MAX_ROWS = 150;

@Controller()
export class SendLogController {
  constructor(
    private readonly log: SendLog,
    private readonly schedules: Schedules,
    private readonly clock: Clock,
  ) {}

  /** A page holds as many sends as fit into one NATS message. */
  @HandlesRequest(ReadSendLog)
  async read(query: RequestOf<typeof ReadSendLog>) {
    const found = await this.log.read(query, MAX_ROWS + 1);
    const sends = found.slice(0, MAX_ROWS);
    const facts = await this.schedules.factsFor(sends, query, this.clock.now());
    const [results = []] = batchesOf(sendViews(sends, facts), { maxBytes: MAX_LOG_PAGE_BYTES });
    const last = results.at(-1);

    return { results, next_cursor: last && results.length < found.length ? cursorAfter(last.id) : null };
  }

  @HandlesRequest(CountSends)
  async count(ref: CampaignRef) {
    return { count: await this.log.count(ref) };
  }
}
