import type { Id } from '#kernel';
import { readSendId } from '#tracking';

/** Recognizes the ids of sends that the dispatcher has signed, in message ids and addresses. */
export class SendSignatures {
  constructor(private readonly secret: string) {}

  readonly read = (token: string): Id<'send'> | null => readSendId(this.secret, token);
}
