import { Injectable } from '@nestjs/common';
import { TemplateWorkers, threadRootOf, type Composed } from '#composing';
import type { StepView } from '#contracts';
import { Clock, unavailable, type Id } from '#kernel';
import type { LeadToPush } from '../../clients/domain/campaign-plan.js';
import { CampaignContents } from '../clients/campaign-contents.js';
import { Senders } from '../clients/senders.js';
import { bodyOf, variablesOf, type StepText } from '../composing/lead-variables.js';
import { firstSendOf, stepTask, variantOf, type LeadTextFacts } from '../composing/step-task.js';
import type { Fate, FirstSend, PushClaim } from '../domain/claimed-lead.js';
import { dueTimes } from '../domain/due-times.js';
import type { WrittenLead } from '../persistence/push-claims.js';
import { PlanLeads, type PlannedLead } from './plan-leads.js';

/** A lead with its texts. */
export interface Written extends WrittenLead {
  readonly toPush: LeadToPush;
  /** Failures in a row. */
  readonly attempts: number;
  readonly fact: FirstSend;
}

/** The leads of a claim that may be pushed, and the fates of the others. */
export interface WrittenLeads {
  readonly written: readonly Written[];
  readonly fates: ReadonlyMap<Id<'enr'>, Fate>;
}

/** A lead while it is being written. */
interface Page extends PlannedLead {
  readonly facts: LeadTextFacts;
  readonly texts: Map<number, StepText>;
  failure: { readonly code: string; readonly message: string } | null;
}

/** Asks who still gets mail, plans the sends, and writes the texts of every step for each lead. */
@Injectable()
export class WriteLeads {
  constructor(
    private readonly planLeads: PlanLeads,
    private readonly contents: CampaignContents,
    private readonly senders: Senders,
    private readonly templates: TemplateWorkers,
    private readonly clock: Clock,
  ) {}

  /** Rejects with DomainError `unavailable` when another service is. */
  async execute(claim: PushClaim): Promise<WrittenLeads> {
    const [steps, senders] = await Promise.all([
      this.contents.of(claim.campaignId, claim.version),
      this.senders.of(claim),
    ]);
    const times = new Map(claim.leads.map((lead) => [lead.enrollmentId, dueTimes(claim.steps, lead.dueAt)]));
    const { planned, refused, footer } = await this.planLeads.execute(claim, {
      steps,
      times,
      sender: senders.onPage,
    });
    const now = this.clock.now();
    const pages = planned.map((lead): Page => ({
      ...lead,
      facts: {
        recipient: lead.recipient,
        sender: senders.inTexts,
        sends: lead.sends,
        footer,
        timeZone: claim.campaign.time_zone,
        now,
      },
      texts: new Map(),
      failure: null,
    }));
    for (const step of steps) await this.writeStep(claim, pages, { steps, step });
    return resultOf(claim, pages, { steps, times, refused });
  }

  /** One step after the other: a follow-up has the subject that the first message of its thread got. */
  private async writeStep(
    { workspaceId }: PushClaim,
    pages: readonly Page[],
    { steps, step }: { readonly steps: readonly StepView[]; readonly step: StepView },
  ): Promise<void> {
    const open = pages.filter(({ failure }) => failure === null);
    const root = threadRootOf(steps, step);
    const tasks = open.map(({ facts, texts }) =>
      stepTask(facts, steps, { step, threadSubject: texts.get(root.step_number)?.subject ?? null }),
    );
    const composed = await this.templates.compose(workspaceId, tasks);
    for (const [place, page] of open.entries()) note(page, step, composed[place]);
  }
}

function note(page: Page, step: StepView, composed: Composed | undefined): void {
  const variant = variantOf(page.facts, step)?.label ?? null;
  const where = `step ${step.step_number}${variant === null ? '' : `, variant ${variant}`}: `;
  if (composed === undefined || 'failure' in composed) {
    page.failure = { code: 'template_failed', message: where + (composed?.failure.message ?? 'no result') };
    return;
  }
  const [empty] = composed.emptyFields;
  if (empty !== undefined) {
    const code = empty === 'subject' ? 'empty_subject' : 'empty_body';
    page.failure = { code, message: `${where}the ${empty} is empty for this contact` };
    return;
  }
  page.texts.set(step.step_number, { subject: composed.subject, body: bodyOf(composed), variant });
}

interface Outcome {
  readonly steps: readonly StepView[];
  readonly times: ReadonlyMap<Id<'enr'>, ReadonlyMap<number, Date>>;
  readonly refused: ReadonlyMap<Id<'enr'>, Fate>;
}

function resultOf(
  { campaignId }: PushClaim,
  pages: readonly Page[],
  { steps, times, refused }: Outcome,
): WrittenLeads {
  const [first] = steps;
  if (first === undefined) throw unavailable(`${campaignId} has no steps`);
  const fates = new Map(refused);
  const written: Written[] = [];
  for (const page of pages) {
    const { lead, failure } = page;
    const fact = firstSendOf(campaignId, page, first);
    if (failure === null) written.push({ ...writtenOf(page, steps, times.get(lead.enrollmentId)), fact });
    else fates.set(lead.enrollmentId, { kind: 'refused', ...failure, fact });
  }
  return { written, fates };
}

function writtenOf(
  { lead, recipient, sends, texts }: Page,
  steps: readonly StepView[],
  times: ReadonlyMap<number, Date> | undefined,
): Omit<Written, 'fact'> {
  const { email, first_name: firstName, last_name: lastName, company } = recipient;
  const messages = steps.flatMap(({ id: stepId, step_number: stepNumber }) => {
    const text = texts.get(stepNumber);
    const send = sends.get(stepNumber);
    if (text === undefined || send === undefined) return [];
    const { subject, variant } = text;
    return [
      { sendId: send.id, stepId, stepNumber, variant, subject, dueAt: times?.get(stepNumber) ?? lead.dueAt },
    ];
  });
  const { enrollmentId } = lead;
  const contact = { email, firstName, lastName, companyName: company.name };
  const toPush = { ...contact, variables: variablesOf(texts), reference: enrollmentId };
  return { enrollmentId, email, attempts: lead.attempts, messages, toPush };
}
