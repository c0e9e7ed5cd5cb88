import { Controller } from '@nestjs/common';
import { CorrectReply, GetReply, ListReplies, type RequestOf } from '#contracts';
import { HandlesRequest, pageFrom } from '#messaging';
import { corrected } from '../domain/reply.js';
import { Replies } from '../persistence/replies.js';
import { replyListItem, replyView } from '../views/reply.view.js';

@Controller()
export class RepliesController {
  constructor(private readonly replies: Replies) {}

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
}
