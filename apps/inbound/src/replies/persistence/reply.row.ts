import { idOf, uuidOf } from '#kernel';
import type { SecretBox } from '#secrets';
import type { Reply } from '../domain/reply.js';

type IdColumn =
  | 'id'
  | 'workspace_id'
  | 'campaign_id'
  | 'contact_id'
  | 'enrollment_id'
  | 'send_id'
  | 'step_id'
  | 'sending_account_id';

/** A reply as it is stored: uuids, and its text encrypted. `from` is a word of SQL. */
export type ReplyRow = Readonly<Record<IdColumn, string>> &
  Omit<Reply, IdColumn | 'text' | 'from' | 'variant'> & {
    readonly variant: string | null;
    readonly from_address: string;
    readonly encrypted_text: string | null;
  };

/** A reply without its text, as lists show it. */
export type ListedReply = Omit<Reply, 'text'>;
export type ListedReplyRow = Omit<ReplyRow, 'encrypted_text'>;

export function rowOf({ text, from, variant, ...reply }: Reply, secrets: SecretBox): ReplyRow {
  return {
    ...reply,
    id: uuidOf(reply.id),
    workspace_id: uuidOf(reply.workspace_id),
    campaign_id: uuidOf(reply.campaign_id),
    contact_id: uuidOf(reply.contact_id),
    enrollment_id: uuidOf(reply.enrollment_id),
    send_id: uuidOf(reply.send_id),
    step_id: uuidOf(reply.step_id),
    sending_account_id: uuidOf(reply.sending_account_id),
    variant: variant ?? null,
    from_address: from,
    encrypted_text: text === null ? null : secrets.encrypt(text, textOwner(reply.id)),
  };
}

export const listedReplyOf = ({ from_address, variant, ...row }: ListedReplyRow): ListedReply => ({
  ...row,
  id: idOf('rep', row.id),
  workspace_id: idOf('ws', row.workspace_id),
  campaign_id: idOf('camp', row.campaign_id),
  contact_id: idOf('cont', row.contact_id),
  enrollment_id: idOf('enr', row.enrollment_id),
  send_id: idOf('send', row.send_id),
  step_id: idOf('step', row.step_id),
  sending_account_id: idOf('ea', row.sending_account_id),
  // Null is stored for an unknown one too, and only a known one may be told.
  ...(variant !== null && { variant }),
  from: from_address,
});

/** @throws UnreadableSecret */
export function replyOf({ encrypted_text, ...row }: ReplyRow, secrets: SecretBox): Reply {
  const listed = listedReplyOf(row);
  const text = encrypted_text === null ? null : secrets.decrypt(encrypted_text, textOwner(listed.id));
  return { ...listed, text };
}

/** Another one than that of any password, and of any other reply: copied there, the text does not decrypt. */
export const textOwner = (replyId: Reply['id']): string => `${replyId} text`;
