import { Injectable } from '@nestjs/common';
import type { FooterSettings } from '#composing';
import {
  ConfirmSends,
  MAX_CONFIRM_BATCH,
  MAX_PLANNED_SENDS,
  PlanDelegatedSends,
  type Recipient,
  type RequestOf,
  type ResponseOf,
  type StepView,
} from '#contracts';
import type { Id } from '#kernel';
import { batchesOf, RpcClient } from '#messaging';
import { unsubscribePageOf } from '#tracking';
import type { Sender } from '../clients/senders.js';
import type { PlannedSend } from '../composing/step-task.js';
import type { ClaimedLead, Fate, PushClaim } from '../domain/claimed-lead.js';

type Confirmation = ResponseOf<typeof ConfirmSends>['results'][number];
type SendToPlan = RequestOf<typeof PlanDelegatedSends>['sends'][number];

/** A lead that its contact's data are known of, and its sends. */
export interface PlannedLead {
  readonly lead: ClaimedLead;
  readonly recipient: Recipient;
  /** By step number. */
  readonly sends: ReadonlyMap<number, PlannedSend>;
}

interface Wanted {
  readonly lead: ClaimedLead;
  readonly recipient: Recipient;
}

interface Planning {
  readonly steps: readonly StepView[];
  readonly times: ReadonlyMap<Id<'enr'>, ReadonlyMap<number, Date>>;
  readonly sender: Sender;
}

/** The last question before a push, and the sends of those who are still wanted. */
@Injectable()
export class PlanLeads {
  constructor(private readonly rpc: RpcClient) {}

  async execute(
    claim: PushClaim,
    planning: Planning,
  ): Promise<{
    readonly planned: readonly PlannedLead[];
    readonly refused: ReadonlyMap<Id<'enr'>, Fate>;
    readonly footer: FooterSettings;
  }> {
    const confirmations = await this.confirm(claim);
    const wanted: Wanted[] = [];
    const refused = new Map<Id<'enr'>, Fate>();
    for (const [place, lead] of claim.leads.entries()) {
      const confirmation = confirmations[place];
      if (confirmation?.wanted === true) wanted.push({ lead, recipient: confirmation.recipient });
      else refused.set(lead.enrollmentId, fateOf(confirmation));
    }
    return { ...(await this.plan(claim, wanted, planning)), refused };
  }

  private async confirm({ workspaceId: workspace_id, leads }: PushClaim): Promise<Confirmation[]> {
    const named = leads.map(({ enrollmentId: enrollment_id }) => ({
      workspace_id,
      enrollment_id,
      step_number: 1,
    }));
    const confirmed: Confirmation[] = [];
    while (confirmed.length < named.length) {
      const sends = named.slice(confirmed.length, confirmed.length + MAX_CONFIRM_BATCH);
      const { results } = await this.rpc.request(ConfirmSends, { sends });
      if (results.length === 0) throw new Error('enrollment confirmed no send that the request named');
      confirmed.push(...results);
    }
    return confirmed;
  }

  private async plan(claim: PushClaim, wanted: readonly Wanted[], planning: Planning) {
    const { workspaceId: workspace_id, campaignId: campaign_id } = claim;
    const asked = wanted.flatMap((each) => sendsOf(each, planning));
    const results: PlannedSend[] = [];
    let footer: FooterSettings = { footer: null, postalAddress: null };
    for (const sends of batchesOf(asked, { maxItems: MAX_PLANNED_SENDS })) {
      const answer = await this.rpc.request(PlanDelegatedSends, { workspace_id, campaign_id, sends });
      footer = { footer: answer.footer, postalAddress: answer.postal_address };
      results.push(
        ...answer.results.map(({ send_id: id, unsubscribe_url: unsubscribeUrl }) => ({ id, unsubscribeUrl })),
      );
    }
    if (results.length !== asked.length)
      throw new Error('the dispatcher planned another number of sends than were named');
    const perLead = planning.steps.length;
    const planned = wanted.map((each, place) => ({
      ...each,
      sends: byStep(planning.steps, results, place * perLead),
    }));
    return { planned, footer };
  }
}

const byStep = (steps: readonly StepView[], results: readonly PlannedSend[], from: number) =>
  new Map(
    steps.flatMap(({ step_number }, place) => {
      const send = results[from + place];
      return send === undefined ? [] : [[step_number, send] as const];
    }),
  );

function sendsOf({ lead, recipient }: Wanted, { steps, times, sender }: Planning): SendToPlan[] {
  const page = unsubscribePageOf(sender, recipient);
  return steps.map(({ id: step_id, step_number }) => ({
    enrollment_id: lead.enrollmentId,
    contact_id: lead.contactId,
    email: recipient.email,
    step_id,
    step_number,
    due_at: (times.get(lead.enrollmentId)?.get(step_number) ?? lead.dueAt).toISOString(),
    page,
  }));
}

/** A contact who is out of the office is asked for again then. */
function fateOf(refusal: Exclude<Confirmation, { wanted: true }> | undefined): Fate {
  const notBefore = refusal?.reason === 'postponed' ? refusal.not_before : undefined;
  return notBefore === undefined
    ? { kind: 'canceled', reason: refusal?.reason ?? 'unknown' }
    : { kind: 'released', nextAttemptAt: new Date(notBefore) };
}
