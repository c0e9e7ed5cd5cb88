import { Injectable } from '@nestjs/common';
import { messageTextOf } from '#composing';
import type { SequenceRef } from '#contracts';
import { delayMs } from '../domain/delay.js';
import { namesSender } from '../domain/names-sender.js';
import { Sequences } from '../persistence/sequences.js';
import { WorkspaceSettings } from '../persistence/workspace-settings.js';
import { selectPreviews } from './select-previews.js';

/** The facts about a sequence by which a platform can send it or not. */
@Injectable()
export class DescribeTexts {
  constructor(
    private readonly sequences: Sequences,
    private readonly settings: WorkspaceSettings,
  ) {}

  async execute(ref: SequenceRef): Promise<{ namesSender: boolean; delaysMs: number[] }> {
    const [{ steps }, { footer }] = await Promise.all([
      this.sequences.get(ref),
      this.settings.footerOf(ref.workspace_id),
    ]);
    const texts = selectPreviews(steps, {}).flatMap(({ step, variant }) => {
      const { subject, body_html, body_text } = messageTextOf(step, variant);
      return [subject, body_html, body_text];
    });
    return { namesSender: [...texts, footer].some(namesSender), delaysMs: steps.map(delayMs) };
  }
}
