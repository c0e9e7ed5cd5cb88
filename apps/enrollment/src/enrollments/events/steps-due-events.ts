import { MAX_STEPS_PER_EVENT, StepsDue, type EventOf } from '#contracts';
import type { OutboxMessage } from '#database';
import { idOf } from '#kernel';
import { makeEvent, toMessages } from '#messaging';
import type { DueStep } from '../domain/due-step.js';

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
    const group = groups.get(step.campaignId);
    if (group === undefined) groups.set(step.campaignId, [step]);
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

const stepsDueEvent = ({ first, steps }: Chunk, now: Date): EventOf<typeof StepsDue> =>
  makeEvent(StepsDue, {
    service: 'enrollment',
    workspaceId: idOf('ws', first.workspaceId),
    time: now,
    data: {
      campaign_id: idOf('camp', first.campaignId),
      steps: steps.map((step) => ({
        enrollment_id: idOf('enr', step.id),
        contact_id: idOf('cont', step.contactId),
        email: step.email,
        step_id: step.stepId,
        step_number: step.stepNumber,
        due_at: step.dueAt.toISOString(),
        time_zone: step.timeZone,
      })),
    },
  });
