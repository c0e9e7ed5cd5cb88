import { z } from 'zod';
import type { CampaignPlan } from '../domain/campaign-plan.js';
import type { PlatformCall } from '../platform-client.js';
import { ask, campaignPath } from './lemlist-api.js';
import { lemlistSchedule, lemlistStep, type LemlistStep } from './lemlist-campaign.js';

const Step = z.object({
  _id: z.string(),
  type: z.string(),
  subject: z.string().nullish(),
  message: z.string().nullish(),
  delay: z.number().nullish(),
});
const Sequences = z.record(
  z.string(),
  z.object({ _id: z.string(), level: z.number().nullish(), steps: z.array(Step).nullish() }),
);
const Schedules = z.array(z.object({ _id: z.string(), name: z.string().nullish() }));
const Created = z.object({ _id: z.string() });

type StepThere = z.output<typeof Step>;

/** Makes their steps equal ours, in their order: repeated after a failure it does only what is missing. */
export async function applySteps(call: PlatformCall, id: string, plan: CampaignPlan): Promise<void> {
  const path = `${campaignPath(id)}/sequences`;
  const sequences = await ask(call, { method: 'GET', path, idempotent: true }, Sequences);
  const main = Object.values(sequences).find(({ level }) => (level ?? 0) === 0);
  if (main === undefined) return;
  const steps = `/sequences/${encodeURIComponent(main._id)}/steps`;
  const there = main.steps ?? [];

  for (const [index, step] of plan.steps.entries()) {
    await applyStep(call, steps, there[index], lemlistStep(step, index));
  }
  for (const { _id } of there.slice(plan.steps.length).toReversed()) {
    const path = `${steps}/${encodeURIComponent(_id)}`;
    // A second one is refused with 404; the next run sees that the step is gone.
    await ask(call, { method: 'DELETE', path, idempotent: false }, z.unknown());
  }
}

async function applyStep(
  call: PlatformCall,
  steps: string,
  there: StepThere | undefined,
  step: LemlistStep,
): Promise<void> {
  if (there === undefined) {
    // After a lost answer the next run finds it; asked twice in one run, the step would be sent twice.
    await ask(call, { method: 'POST', path: steps, body: step, idempotent: false }, z.unknown());
    return;
  }
  if (equals(there, step)) return;
  const { type, subject, message, delay } = step;
  const path = `${steps}/${encodeURIComponent(there._id)}`;
  const body = { type, subject, message, delay }; // an index would move it
  await ask(call, { method: 'PATCH', path, body, idempotent: true }, z.unknown());
}

function equals(there: StepThere, { type, subject, message, delay }: LemlistStep): boolean {
  const texts = (there.subject ?? '') === subject && there.message === message;
  return there.type === type && texts && (there.delay ?? 0) === delay;
}

/** Sets the window: the schedule that came with the campaign becomes ours. */
export async function applySchedule(call: PlatformCall, id: string, plan: CampaignPlan): Promise<void> {
  const path = `${campaignPath(id)}/schedules/`;
  const schedules = await ask(call, { method: 'GET', path, idempotent: true }, Schedules);
  const ours = schedules.find(({ name }) => name === plan.marker) ?? schedules[0];
  const body = lemlistSchedule(plan);
  if (ours !== undefined) {
    const path = `/schedules/${encodeURIComponent(ours._id)}`;
    await ask(call, { method: 'PATCH', path, body, idempotent: true }, z.unknown());
    return;
  }
  const { _id } = await ask(call, { method: 'POST', path: '/schedules', body, idempotent: false }, Created);
  await ask(
    call,
    { method: 'POST', path: `${path}${encodeURIComponent(_id)}`, idempotent: true },
    z.unknown(),
  );
}
