import { Injectable } from '@nestjs/common';
import { messageTextOf, TemplateWorkers } from '#composing';
import type { SequenceRef } from '#contracts';
import { Sequences } from '../persistence/sequences.js';
import { WorkspaceSettings } from '../persistence/workspace-settings.js';
import { selectPreviews, type PreviewTarget } from './select-previews.js';

/** Finds the messages of a sequence that show their readers no unsubscribe link. */
@Injectable()
export class FindMessagesWithoutUnsubscribeLink {
  constructor(
    private readonly sequences: Sequences,
    private readonly settings: WorkspaceSettings,
    private readonly templates: TemplateWorkers,
  ) {}

  /** Their places in words, such as `step 2, variant B`. */
  async execute(ref: SequenceRef): Promise<string[]> {
    const [{ steps }, { footer }] = await Promise.all([
      this.sequences.get(ref),
      this.settings.footerOf(ref.workspace_id),
    ]);
    const messages = selectPreviews(steps, {});
    const haveUnsubscribeLinks = await this.templates.haveUnsubscribeLinks(
      ref.workspace_id,
      messages.map(({ step, variant }) => ({
        kind: 'unsubscribe_link',
        messageText: messageTextOf(step, variant),
        footer,
      })),
    );
    return messages.filter((_, at) => haveUnsubscribeLinks[at] !== true).map(placeOf);
  }
}

const placeOf = ({ step, variant }: PreviewTarget): string =>
  variant === undefined ? `step ${step.step_number}` : `step ${step.step_number}, variant ${variant.label}`;
