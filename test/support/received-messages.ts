import { simpleParser } from 'mailparser';
import { z } from 'zod';

const Message = z.object({
  id: z.string(),
  from: z.string(),
  to: z.string(),
  subject: z.string(),
  message_id: z.string(),
  received_at: z.string(),
});

/** One message in the list of the mailbox API. */
export type ReceivedMessage = z.infer<typeof Message>;

export async function receivedMessages(mailboxUrl: string): Promise<ReceivedMessage[]> {
  const response = await fetch(`${mailboxUrl}/api/messages`);
  return z.object({ messages: z.array(Message) }).parse(await response.json()).messages;
}

/** The text part of a message, decoded. */
export async function textOf(mailboxUrl: string, { id }: ReceivedMessage): Promise<string> {
  const response = await fetch(`${mailboxUrl}/api/messages/${id}`);
  return (await simpleParser(await response.text())).text ?? '';
}

/** Recipients of a Message-ID that arrived more than once; must be empty after any crash. */
export function duplicateRecipients(messages: readonly ReceivedMessage[]): string[] {
  const seen = new Set<string>();
  return messages.filter(({ message_id }) => seen.size === seen.add(message_id).size).map(({ to }) => to);
}
