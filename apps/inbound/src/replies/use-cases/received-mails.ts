import { Injectable } from '@nestjs/common';
import type { ReceivedMail } from '../domain/received-mail.js';

@Injectable()
export class ReceivedMails {
  /**
   * Stores the mails with all that follows from them. When it resolves they are committed; when it rejects, nothing of them
   * is, and they may be given again. A mail that was received before has no effect.
   */
  receive(mails: readonly ReceivedMail[]): Promise<void> {
    return Promise.reject(new Error(`${mails.length} mails cannot be stored yet`));
  }
}
