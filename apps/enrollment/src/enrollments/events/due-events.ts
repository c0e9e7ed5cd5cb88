import { LeadsDue, MAX_LEADS_PER_EVENT, MAX_STEPS_PER_EVENT, StepsDue } from '#contracts';
import type { OutboxMessage } from '#database';
import type { Id } from '#kernel';
import { makeEvent, toMessages } from '#messaging';

/** A step of an enrollment that fell due. */
export interface DueStep {
  readonly enrollment_id: Id<'enr'>;
  readonly workspace_id: Id<'ws'>;
  readonly campaign_id: Id<'camp'>;
  readonly contact_id: Id<'cont'>;
  readonly email: string;
  readonly step_id: Id<'step'>;
  readonly step_number: number;
  readonly due_at: Date;
  /** The contact's own; null where it is unknown. */
  readonly time_zone: string | null;
  /** Another platform sends the messages of its campaign. */
  readonly delegated: boolean;
}

/**
 * The events of steps that fell due: campaign by campaign, in as few messages as the limits allow. A delegated campaign hands its
 * contacts over with the first step; the platform knows itself when the later ones are due.
 */
export function dueEvents(steps: readonly DueStep[], now: Date): OutboxMessage[] {
  const own = steps.filter(({ delegated }) => !delegated);
  const leads = steps.filter(({ delegated, step_number }) => delegated && step_number === 1);
  return [
    ...toMessages(
      StepsDue,
      chunksOf(own, MAX_STEPS_PER_EVENT).map((chunk) => stepsDue(chunk, now)),
    ),
    ...toMessages(
      LeadsDue,
      chunksOf(leads, MAX_LEADS_PER_EVENT).map((chunk) => leadsDue(chunk, now)),
    ),
  ];
}

interface Chunk {
  readonly first: DueStep;
  readonly steps: readonly DueStep[];
}

const chunksOf = (steps: readonly DueStep[], size: number): Chunk[] =>
  byCampaign(steps).flatMap((ofCampaign) => partsOf(ofCampaign, size));

function byCampaign(steps: readonly DueStep[]): DueStep[][] {
  const groups = new Map<string, DueStep[]>();
  for (const step of steps) {
    const group = groups.get(step.campaign_id);
    if (group === undefined) groups.set(step.campaign_id, [step]);
    else group.push(step);
  }
  return [...groups.values()];
}

function partsOf(steps: readonly DueStep[], size: number): Chunk[] {
  const [first] = steps;
  return first === undefined
    ? []
    : [{ first, steps: steps.slice(0, size) }, ...partsOf(steps.slice(size), size)];
}

const stepsDue = ({ first, steps }: Chunk, time: Date) =>
  makeEvent(StepsDue, {
    ...eventOf(first, time),
    data: {
      campaign_id: first.campaign_id,
      steps: steps.map((step) => ({ ...dueFields(step), step_number: step.step_number })),
    },
  });

const leadsDue = ({ first, steps }: Chunk, time: Date) =>
  makeEvent(LeadsDue, {
    ...eventOf(first, time),
    data: { campaign_id: first.campaign_id, leads: steps.map(dueFields) },
  });

const eventOf = ({ workspace_id: workspaceId }: DueStep, time: Date) =>
  ({ service: 'enrollment', workspaceId, time }) as const;

const dueFields = (step: DueStep) => ({
  enrollment_id: step.enrollment_id,
  contact_id: step.contact_id,
  email: step.email,
  step_id: step.step_id,
  due_at: step.due_at.toISOString(),
  time_zone: step.time_zone,
});
