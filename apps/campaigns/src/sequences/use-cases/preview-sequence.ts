import { templateScope } from '#composing';
import {
  GetRecipient,
  type MessagePreview,
  type PreviewSequence as PreviewSequenceRequest,
  type RequestOf,
  type SequencePreview,
} from '#contracts';
import { DomainError, type Id } from '#kernel';
import { RpcClient } from '#messaging';
import { Injectable } from '@nestjs/common';
import { setImmediate as others } from 'node:timers/promises';
import { Deliverability } from '../../clients/deliverability.js';
import { Sequences } from '../persistence/sequences.js';
import { previewMessage, type PreviewFacts } from './preview-message.js';
import { waysAskedFor, type Way } from './select-previews.js';

/** For all messages together: rendering keeps the process from everything else. */
const PATIENCE_MS = 2_000;
/** A message of NATS holds a megabyte. */
const MAX_BYTES = 900_000;

const SOMEBODY = { email: 'sender@example.com', display_name: 'Sam Sender' };
const NOWHERE = 'https://example.com/unsubscribe';

/** Shows what a contact would get, written as a send is written. Nothing is kept of it. */
@Injectable()
export class PreviewSequence {
  constructor(
    private readonly sequences: Sequences,
    private readonly deliverability: Deliverability,
    private readonly rpc: RpcClient,
  ) {}

  async execute({
    workspace_id,
    sequence_id,
    preview,
  }: RequestOf<typeof PreviewSequenceRequest>): Promise<SequencePreview> {
    const { contact_id, sending_account_id } = preview;
    const [{ steps }, recipient, sender] = await Promise.all([
      this.sequences.get(workspace_id, sequence_id),
      this.rpc.request(GetRecipient, { workspace_id, contact_id }),
      this.sender(workspace_id, sending_account_id),
    ]);
    const ways = waysAskedFor(steps, preview);
    const scope = templateScope(recipient, sender, NOWHERE);
    const until = performance.now() + PATIENCE_MS;

    return { results: await previewsOf(ways, { steps, scope, seed: contact_id, until }) };
  }

  private async sender(workspaceId: Id<'ws'>, id: Id<'ea'> | undefined): Promise<typeof SOMEBODY> {
    return id === undefined ? SOMEBODY : this.deliverability.account(workspaceId, id);
  }
}

async function previewsOf(ways: readonly Way[], facts: PreviewFacts): Promise<MessagePreview[]> {
  const previews: MessagePreview[] = [];
  let bytes = 0;
  for (const way of ways) {
    await others();
    const preview = previewMessage(way, facts);
    bytes += Buffer.byteLength(JSON.stringify(preview));
    if (bytes > MAX_BYTES) throw tooLarge();
    previews.push(preview);
  }
  return previews;
}

const tooLarge = (): DomainError =>
  new DomainError(
    'too_large',
    'payload_too_large',
    'these are too many words for one answer: name a step_number',
  );
