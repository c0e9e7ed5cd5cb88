import { MAX_STEPS_PER_EVENT, StepsDue, type EventOf } from '#contracts';
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
}

/** Tells that steps fell due: campaign by campaign, in as few messages as the limits allow. */
export function stepsDueEvents(steps: readonly DueStep[], now: Date): OutboxMessage[] {
  const events = byCampaign(steps)
    .flatMap(chunksOf)
    .map((chunk) => stepsDueEvent(chunk, now));
  return toMessages(StepsDue, events);
}

function byCampaign(steps: readonly DueStep[]): DueStep[][] {
  const groups = new Map<string, DueStep[]>();
  for (const step of steps) {
    const group = groups.get(step.campaign_id);
    if (group === undefined) groups.set(step.campaign_id, [step]);
    else group.push(step);
  }
  return [...groups.values()];
}

interface Chunk {
  readonly first: DueStep;
  readonly steps: readonly DueStep[];
}

function chunksOf(steps: readonly DueStep[]): Chunk[] {
  const [first] = steps;
  if (first === undefined) return [];
  const chunk = { first, steps: steps.slice(0, MAX_STEPS_PER_EVENT) };
  return [chunk, ...chunksOf(steps.slice(MAX_STEPS_PER_EVENT))];
}

const stepsDueEvent = ({ first, steps }: Chunk, time: Date): EventOf<typeof StepsDue> =>
  makeEvent(StepsDue, {
    service: 'enrollment',
    workspaceId: first.workspace_id,
    time,
    data: {
      campaign_id: first.campaign_id,
      steps: steps.map((step) => ({
        enrollment_id: step.enrollment_id,
        contact_id: step.contact_id,
        email: step.email,
        step_id: step.step_id,
        step_number: step.step_number,
        due_at: step.due_at.toISOString(),
        time_zone: step.time_zone,
      })),
    },
  });
