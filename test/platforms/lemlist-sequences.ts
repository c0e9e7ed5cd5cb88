import type { Answer } from './http-front.js';
import { fieldsOf, textOf, type Routes } from './routes.js';
import type { CampaignThere } from './state-there.js';

interface StepAtLemlist {
  readonly _id: string;
  readonly type: string;
  readonly subject: string;
  readonly message: string;
  readonly delay: number;
}

type OfCampaign = (id: string, then: (campaign: CampaignThere) => Answer) => Answer;

/** Sequences and schedules of lemlist: a campaign comes with one of each. */
export class LemlistSequences {
  readonly schedules = new Map<string, Record<string, unknown>>();
  private readonly steps = new Map<string, StepAtLemlist[]>();
  private readonly scheduleIds = new Map<string, string[]>();
  private count = 0;

  constructor(private readonly campaigns: ReadonlyMap<string, CampaignThere>) {}

  /** The empty sequence and the default window of a new campaign. */
  created(campaign: CampaignThere, timezone: string): { sequenceId: string; scheduleIds: string[] } {
    const scheduleId = `skd_${campaign.id}`;
    const window = { start: '09:00', end: '18:00', weekdays: [1, 2, 3, 4, 5] };
    this.schedules.set(scheduleId, {
      _id: scheduleId,
      name: 'Default schedule',
      secondsToWait: 1_200,
      timezone,
      ...window,
    });
    this.scheduleIds.set(campaign.id, [scheduleId]);
    this.steps.set(campaign.id, []);
    return { sequenceId: sequenceOf(campaign.id), scheduleIds: [scheduleId] };
  }

  routes(routes: Routes, ofCampaign: OfCampaign): Routes {
    return routes
      .on('GET /campaigns/:id/sequences', (_, id = '') => ofCampaign(id, (campaign) => this.shown(campaign)))
      .on('POST /sequences/:id/steps', ({ body }, id = '') => this.add(id, body))
      .on('PATCH /sequences/:id/steps/:step', ({ body }, id = '', step = '') => this.change(id, step, body))
      .on('DELETE /sequences/:id/steps/:step', (_, id = '', step = '') => this.remove(id, step))
      .on('GET /campaigns/:id/schedules/', (_, id = '') => ofCampaign(id, () => this.schedulesOf(id)))
      .on('POST /schedules', ({ body }) => this.addSchedule(body))
      .on('PATCH /schedules/:id', ({ body }, id = '') => this.changeSchedule(id, body))
      .on('POST /campaigns/:id/schedules/:schedule', (_, id = '', schedule = '') =>
        this.associate(id, schedule),
      );
  }

  private shown({ id }: CampaignThere): Answer {
    const sequence = { _id: sequenceOf(id), level: 0, steps: this.steps.get(id) ?? [] };
    return ok({ [sequence._id]: sequence });
  }

  private add(sequence: string, body: unknown): Answer {
    const id = campaignOf(sequence);
    const steps = this.steps.get(id);
    const { type, delay, index } = fieldsOf(body);
    if (steps === undefined) return { status: 404, text: 'Sequence not found' };
    if (type !== 'email') return { status: 400, text: 'Unknown type' };
    this.count += 1;
    const step = {
      _id: `stp_${this.count}`,
      type,
      subject: textOf(body, 'subject'),
      message: textOf(body, 'message'),
      delay: typeof delay === 'number' ? delay : Math.min(1, steps.length),
    };
    steps.splice(typeof index === 'number' ? index : steps.length, 0, step);
    return this.kept(id, step);
  }

  private change(sequence: string, stepId: string, body: unknown): Answer {
    const id = campaignOf(sequence);
    const steps = this.steps.get(id) ?? [];
    const at = steps.findIndex(({ _id }) => _id === stepId);
    const there = steps[at];
    if (there === undefined) return { status: 404, text: 'Step not found' };
    const { type, subject, message, delay } = fieldsOf(body);
    if (type !== there.type) return { status: 400, text: 'type must match' };
    const step = {
      ...there,
      ...(typeof subject === 'string' && { subject }),
      ...(typeof message === 'string' && { message }),
      ...(typeof delay === 'number' && { delay }),
    };
    steps[at] = step;
    return this.kept(id, step);
  }

  private remove(sequence: string, stepId: string): Answer {
    const id = campaignOf(sequence);
    const steps = this.steps.get(id) ?? [];
    const at = steps.findIndex(({ _id }) => _id === stepId);
    if (at === -1) return { status: 404, text: 'Step not found' };
    if (this.campaigns.get(id)?.state === 'active') return { status: 400, text: 'Campaign is running' };
    steps.splice(at, 1);
    return this.kept(id, { ok: true });
  }

  /** The campaign sends these from now on. */
  private kept(id: string, answer: unknown): Answer {
    const campaign = this.campaigns.get(id);
    const steps = this.steps.get(id) ?? [];
    if (campaign !== undefined)
      campaign.steps = steps.map(({ subject, message, delay }) => ({ subject, body: message, delay }));
    return ok(answer);
  }

  private schedulesOf(id: string): Answer {
    return ok((this.scheduleIds.get(id) ?? []).flatMap((each) => this.schedules.get(each) ?? []));
  }

  private addSchedule(body: unknown): Answer {
    const _id = `skd_${this.schedules.size}`;
    this.schedules.set(_id, { _id, ...fieldsOf(body) });
    return ok(this.schedules.get(_id));
  }

  private changeSchedule(id: string, body: unknown): Answer {
    const schedule = this.schedules.get(id);
    if (schedule === undefined) return { status: 404, text: 'Schedule not found' };
    const { start, end } = fieldsOf(body);
    if (![start, end].every((time) => /^([01]\d|2[0-3]):[0-5]\d$/.test(String(time)))) {
      return { status: 400, text: 'Match error: start and end are HH:mm' };
    }
    Object.assign(schedule, fieldsOf(body));
    return ok(schedule);
  }

  private associate(campaignId: string, scheduleId: string): Answer {
    this.scheduleIds.set(campaignId, [...(this.scheduleIds.get(campaignId) ?? []), scheduleId]);
    return ok({ campaignId, scheduleId });
  }
}

const sequenceOf = (campaignId: string): string => `seq_${campaignId}`;
const campaignOf = (sequenceId: string): string => sequenceId.slice('seq_'.length);

function ok(body: unknown): Answer {
  return { status: 200, body };
}
