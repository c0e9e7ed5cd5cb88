import {
  chooseVariant,
  templateScope,
  textsOf,
  threadRootOf,
  type ComposeTask,
  type FooterSettings,
} from '#composing';
import type { Recipient, StepView } from '#contracts';
import type { Id } from '#kernel';
import type { ClaimedLead, FirstSend } from '../domain/claimed-lead.js';

/** A send of a lead, as the dispatcher has planned it. */
export interface PlannedSend {
  readonly id: Id<'send'>;
  readonly unsubscribeUrl: string;
}

/** All that the texts of a lead need, beside the steps. */
export interface LeadTextFacts {
  readonly recipient: Recipient;
  readonly sender: { readonly email: string; readonly display_name: string };
  /** By step number. */
  readonly sends: ReadonlyMap<number, PlannedSend>;
  readonly footer: FooterSettings;
  readonly timeZone: string;
  readonly now: Date;
}

const sendOf = ({ sends }: LeadTextFacts, step: StepView): PlannedSend => {
  const send = sends.get(step.step_number);
  if (send === undefined) throw new Error(`no send was planned for step ${step.step_number}`);
  return send;
};

export const variantOf = (facts: LeadTextFacts, step: StepView) =>
  chooseVariant(step.variants ?? [], sendOf(facts, step).id);

/**
 * The composing of one step for one lead, as for a native message: the platform tracks opens and links itself.
 * @param threadSubject as it was composed for this lead; null for the step that begins the thread
 */
export function stepTask(
  facts: LeadTextFacts,
  steps: readonly StepView[],
  { step, threadSubject }: { readonly step: StepView; readonly threadSubject: string | null },
): ComposeTask {
  const { recipient, sender, footer, timeZone, now } = facts;
  const { id, unsubscribeUrl } = sendOf(facts, step);
  const root = threadRootOf(steps, step);
  return {
    kind: 'compose',
    messageText: textsOf(step, variantOf(facts, step)),
    threadRoot: textsOf(root, variantOf(facts, root)),
    threadSubject,
    scope: templateScope(recipient, sender, unsubscribeUrl),
    seed: id,
    now: now.getTime(),
    timeZone,
    additions: { footer, unsubscribeUrl, markup: '', findsLinks: false },
    reports: false,
  };
}

/** The send of a lead that its refusal is about. */
export function firstSendOf(
  campaignId: Id<'camp'>,
  {
    lead,
    recipient,
    sends,
  }: { readonly lead: ClaimedLead; readonly recipient: Recipient; readonly sends: LeadTextFacts['sends'] },
  { id: step_id, step_number }: StepView,
): FirstSend {
  const send = sends.get(step_number);
  if (send === undefined) throw new Error(`no send was planned for step ${step_number}`);
  return {
    send_id: send.id,
    campaign_id: campaignId,
    enrollment_id: lead.enrollmentId,
    contact_id: lead.contactId,
    step_id,
    step_number,
    email: recipient.email,
  };
}
