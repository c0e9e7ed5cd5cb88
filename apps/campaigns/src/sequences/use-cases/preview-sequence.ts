import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { templateScope } from '#composing';
import {
  GetRecipient,
  type MessagePreview,
  type PreviewSequence as PreviewSequenceRequest,
  type RequestOf,
  type SequencePreview,
} from '#contracts';
import { Clock, DomainError, type Id } from '#kernel';
import { RpcClient } from '#messaging';
import { Deliverability } from '../../clients/deliverability.js';
import { Sequences } from '../persistence/sequences.js';
import { previewMessage, type PreviewContext } from './preview-message.js';
import { selectPreviews, type PreviewTarget } from './select-previews.js';

/** The limit for all messages together: rendering blocks the event loop. */
const TIME_LIMIT_MS = 2_000;
/** A NATS message holds a megabyte. */
const MAX_BYTES = 900_000;

const DEFAULT_SENDER = { email: 'sender@example.com', display_name: 'Sam Sender' };
const UNSUBSCRIBE_URL = 'https://example.com/unsubscribe';

/** Shows the messages that a contact would get. Nothing is stored. */
@Injectable()
export class PreviewSequence {
  constructor(
    private readonly sequences: Sequences,
    private readonly deliverability: Deliverability,
    private readonly rpc: RpcClient,
    private readonly clock: Clock,
  ) {}

  async execute({
    workspace_id,
    sequence_id,
    workspace_time_zone,
    preview,
  }: RequestOf<typeof PreviewSequenceRequest>): Promise<SequencePreview> {
    const { contact_id, sending_account_id } = preview;
    const [{ steps }, recipient, sender] = await Promise.all([
      this.sequences.get({ workspace_id, sequence_id }),
      this.rpc.request(GetRecipient, { workspace_id, contact_id }),
      this.sender(workspace_id, sending_account_id),
    ]);
    const targets = selectPreviews(steps, preview);
    const scope = templateScope(recipient, sender, UNSUBSCRIBE_URL);
    const until = performance.now() + TIME_LIMIT_MS;

    const time = { now: this.clock.now().getTime(), timeZone: workspace_time_zone };

    return { results: await previewsOf(targets, { steps, scope, seed: contact_id, until, ...time }) };
  }

  private async sender(workspaceId: Id<'ws'>, id: Id<'ea'> | undefined): Promise<typeof DEFAULT_SENDER> {
    return id === undefined ? DEFAULT_SENDER : this.deliverability.account(workspaceId, id);
  }
}

async function previewsOf(
  targets: readonly PreviewTarget[],
  context: PreviewContext,
): Promise<MessagePreview[]> {
  const previews: MessagePreview[] = [];
  let bytes = 0;
  for (const target of targets) {
    await nextTurn(); // other requests are handled between two messages
    const preview = previewMessage(target, context);
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
    'these are too many words for one response: name a step_number',
  );
