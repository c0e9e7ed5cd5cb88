import { Injectable } from '@nestjs/common';
import { TemplateWorkers } from '#composing';
import { CampaignContents } from '../clients/campaign-contents.js';
import { Enrollment, type Confirmation } from '../clients/enrollment.js';
import { SmtpCredentialsClient } from '../clients/smtp-credentials.js';
import { composeTaskOf } from '../composing/compose-email-message.js';
import type { Outcome } from '../domain/outcome.js';
import { RecipientWindow } from '../domain/recipient-window.js';
import type { Claim, ClaimedSend } from '../persistence/claims.js';
import { Sends } from '../persistence/sends.js';
import { WorkspaceSettings } from '../persistence/workspace-settings.js';
import { CampaignShares } from './campaign-shares.js';
import { DraftMessages, type ClaimContext, type Wanted } from './draft-messages.js';
import { preparedOf, type Draft, type Ended, type Prepared } from './prepared.js';

/** Confirms the sends of a claim and composes their messages. */
@Injectable()
export class PrepareMessages {
  constructor(
    private readonly enrollment: Enrollment,
    private readonly contents: CampaignContents,
    private readonly credentials: SmtpCredentialsClient,
    private readonly sends: Sends,
    private readonly settings: WorkspaceSettings,
    private readonly drafts: DraftMessages,
    private readonly templates: TemplateWorkers,
    private readonly campaignShares: CampaignShares,
  ) {}

  /** Rejects with DomainError `unavailable` when another service is; no delivery has started then. */
  async execute(claim: Claim): Promise<Prepared[]> {
    const { sends } = claim;
    const [first] = sends;
    if (first === undefined) return [];
    const [confirmations, context] = await Promise.all([
      this.enrollment.confirm(sends),
      this.contextOf(claim, first),
    ]);

    const looked = sends.map((send, at): Ended | Draft => {
      const confirmation = confirmations[at];
      if (confirmation?.wanted === true) return this.drafts.draft(send, confirmation, context);
      return { send, outcome: outcomeOfRefusal(confirmation) };
    });
    return this.compose(first, looked);
  }

  private async contextOf(claim: Claim, { workspaceId }: ClaimedSend): Promise<ClaimContext> {
    const { sends, campaignId, campaignVersion, recipientWindow } = claim;
    const followUps = sends.filter(({ stepNumber }) => stepNumber > 1);
    const [{ steps }, credentials, earlier, setting] = await Promise.all([
      this.contents.of(campaignId, campaignVersion),
      this.credentials.of(new Set(sends.map(({ accountId }) => accountId))),
      this.sends.earlierMessages(followUps.map(({ enrollmentId }) => enrollmentId)),
      this.settings.of(workspaceId),
    ]);
    const window = recipientWindow && new RecipientWindow(recipientWindow);

    return { claim, window, steps, credentials, earlier, setting };
  }

  private async compose(
    { workspaceId, campaignId }: ClaimedSend,
    looked: readonly (Ended | Draft)[],
  ): Promise<Prepared[]> {
    const tasks = looked.flatMap((each) => ('facts' in each ? [composeTaskOf(each.facts)] : []));
    const composed = await this.templates.compose(workspaceId, tasks);
    if (tasks.length > 0 && this.templates.refuses(workspaceId, tasks)) this.campaignShares.rest(campaignId);

    const next = composed.values();
    return looked.map((each) => ('facts' in each ? preparedOf(each, next.next().value) : each));
  }
}

/** A postponed message is due again then, and its window is looked at again. */
function outcomeOfRefusal(refusal: Exclude<Confirmation, Wanted> | undefined): Outcome {
  const notBefore = refusal?.reason === 'postponed' ? refusal.not_before : undefined;
  return notBefore === undefined
    ? { kind: 'canceled', reason: refusal?.reason ?? 'unknown' }
    : { kind: 'deferred', dueAt: new Date(notBefore), closesAt: null };
}
