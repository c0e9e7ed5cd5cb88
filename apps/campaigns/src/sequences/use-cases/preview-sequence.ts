import { Injectable } from '@nestjs/common';
import { REQUEST_LIMITS, templateScope, TemplateWorkers, type Composed } from '#composing';
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
import { WorkspaceSettings } from '../persistence/workspace-settings.js';
import { previewOf, previewTaskOf } from './preview-message.js';
import { selectPreviews, type PreviewTarget } from './select-previews.js';

/** A NATS message holds a megabyte. */
const MAX_BYTES = 900_000;

const DEFAULT_SENDER = { email: 'sender@example.com', display_name: 'Sam Sender' };
const UNSUBSCRIBE_URL = 'https://example.com/unsubscribe';

/** Shows the messages that a contact would get. Nothing is stored. */
@Injectable()
export class PreviewSequence {
  constructor(
    private readonly sequences: Sequences,
    private readonly settings: WorkspaceSettings,
    private readonly deliverability: Deliverability,
    private readonly rpc: RpcClient,
    private readonly templates: TemplateWorkers,
    private readonly clock: Clock,
  ) {}

  async execute({
    workspace_id,
    sequence_id,
    workspace_time_zone,
    preview,
  }: RequestOf<typeof PreviewSequenceRequest>): Promise<SequencePreview> {
    const { contact_id, sending_account_id } = preview;
    const [{ steps }, recipient, sender, { footer, postal_address }] = await Promise.all([
      this.sequences.get({ workspace_id, sequence_id }),
      this.rpc.request(GetRecipient, { workspace_id, contact_id }),
      this.sender(workspace_id, sending_account_id),
      this.settings.footerOf(workspace_id),
    ]);
    const targets = selectPreviews(steps, preview);
    const scope = templateScope(recipient, sender, UNSUBSCRIBE_URL);
    const time = { now: this.clock.now().getTime(), timeZone: workspace_time_zone };
    const context = {
      steps,
      scope,
      seed: contact_id,
      footer: { footer, postalAddress: postal_address },
      unsubscribeUrl: UNSUBSCRIBE_URL,
      ...time,
    };
    const tasks = targets.map((target) => previewTaskOf(target, context));

    return {
      results: previewsOf(targets, await this.templates.compose(workspace_id, tasks, REQUEST_LIMITS)),
    };
  }

  private async sender(workspaceId: Id<'ws'>, id: Id<'ea'> | undefined): Promise<typeof DEFAULT_SENDER> {
    return id === undefined ? DEFAULT_SENDER : this.deliverability.account(workspaceId, id);
  }
}

function previewsOf(targets: readonly PreviewTarget[], composed: readonly Composed[]): MessagePreview[] {
  let bytes = 0;
  return targets.map((target, at) => {
    const preview = previewOf(target, composed[at]);
    bytes += Buffer.byteLength(JSON.stringify(preview));
    if (bytes > MAX_BYTES) throw tooLarge();
    return preview;
  });
}

const tooLarge = (): DomainError =>
  new DomainError(
    'too_large',
    'payload_too_large',
    'these are too many words for one response: name a step_number',
  );
