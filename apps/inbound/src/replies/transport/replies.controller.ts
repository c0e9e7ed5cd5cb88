import { Controller } from '@nestjs/common';
import { CorrectReply, GetReply, ListReplies, ReportReply, type RequestOf } from '#contracts';
import { Clock } from '#kernel';
import { HandlesRequest, pageFrom } from '#messaging';
import { corrected } from '../domain/reply.js';
import { reportedReply } from '../domain/reported-reply.js';
import { MailRecords } from '../persistence/mail-records.js';
import { Replies } from '../persistence/replies.js';
import { replyListItem, replyView } from '../views/reply.view.js';

@Controller()
export class RepliesController {
  constructor(
    private readonly replies: Replies,
    private readonly mailRecords: MailRecords,
    private readonly clock: Clock,
  ) {}

  @HandlesRequest(ListReplies)
  async list(query: RequestOf<typeof ListReplies>) {
    const found = await this.replies.page(query);
    return pageFrom(found.map(replyListItem), { size: query.page_size });
  }

  @HandlesRequest(GetReply)
  async get(ref: RequestOf<typeof GetReply>) {
    return replyView(await this.replies.get(ref));
  }

  @HandlesRequest(CorrectReply)
  async correct({ intent, ...ref }: RequestOf<typeof CorrectReply>) {
    return replyView(await this.replies.correct(ref, (reply) => corrected(reply, intent)));
  }

  @HandlesRequest(ReportReply)
  async report(reported: RequestOf<typeof ReportReply>) {
    await this.mailRecords.add([reportedReply(reported)], this.clock.now());
    return {};
  }
}
