import { describe, expect, it } from '@jest/globals';
import { DomainError, newId } from '#kernel';
import { allows, TRANSITIONS, type Campaign, type CampaignState, type Transition } from './campaign.js';
import type { Preflight } from './preflight.js';
import { archive, autoPause, complete, completeExhausted, launchOrResume, pause } from './transitions.js';
import { update } from './update.js';

const now = new Date('2026-05-04T10:00:00.000Z');
const startedAt = new Date('2026-05-01T09:00:00.000Z');

const STATES: readonly CampaignState[] = [
  { status: 'draft' },
  { status: 'active', startedAt, activeSince: startedAt },
  { status: 'paused', startedAt, pausedBy: 'user', pauseReason: null },
  { status: 'completed', startedAt, completedAt: now },
  { status: 'archived', startedAt: null, completedAt: null, archivedAt: now },
];

const campaignIn = (state: CampaignState): Campaign => ({
  id: newId('camp'),
  workspaceId: newId('ws'),
  version: 1,
  state,
  settings: { campaign_type: 'cold_outreach', platform: 'native' },
});

const passed: Preflight = {
  checkedVersion: 1,
  hasEligibleContact: true,
  inactiveAccounts: [],
  warmupReasons: [],
  withoutMailbox: [],
  withoutUnsubscribeLink: [],
  platformReasons: [],
  blockingReasons: [],
};

const DECISIONS: Record<Exclude<Transition['action'], 'auto_pause'>, (campaign: Campaign) => Transition> = {
  update: (campaign) => update(campaign, ['name'], now),
  launch: (campaign) => launchOrResume(campaign, 'launch', passed, now),
  pause: (campaign) => pause(campaign, 'reviewing_copy', now),
  resume: (campaign) => launchOrResume(campaign, 'resume', passed, now),
  complete: (campaign) => complete(campaign, now),
  archive: (campaign) => archive(campaign, now),
};

const actions = [
  'update',
  'launch',
  'pause',
  'resume',
  'complete',
  'archive',
] as const satisfies readonly (keyof typeof DECISIONS)[];
const pairs = STATES.flatMap((state) => actions.map((action) => ({ state, status: state.status, action })));

describe('the lifecycle of a campaign', () => {
  it.each(pairs.filter(({ state, action }) => allows(state, action)))(
    'takes a $status campaign through $action to where the table says',
    ({ state, action }) => {
      const targets: Partial<Record<string, string>> = TRANSITIONS[state.status];

      expect(DECISIONS[action](campaignIn(state))).toMatchObject({
        action,
        at: now,
        to: { status: targets[action] },
      });
    },
  );

  it.each(pairs.filter(({ state, action }) => !allows(state, action)))(
    'refuses to $action a $status campaign, naming both',
    ({ state, action }) => {
      const campaign = campaignIn(state);

      expect(() => DECISIONS[action](campaign)).toThrow(
        new DomainError(
          'conflict',
          'invalid_transition',
          `campaign ${campaign.id} is ${state.status}: it cannot ${action}`,
        ),
      );
    },
  );

  it('can reach every state from nothing', () => {
    const tables: Readonly<Record<string, Readonly<Record<string, string>>>> = TRANSITIONS;
    const reached = new Set(['none']);
    for (const from of reached) for (const to of Object.values(tables[from] ?? {})) reached.add(to);

    expect([...reached].toSorted()).toEqual(Object.keys(TRANSITIONS).toSorted());
  });

  it('leaves an archived campaign as it is for ever', () => {
    expect(new Set(Object.values(TRANSITIONS.archived))).toEqual(new Set(['archived']));
  });

  it('keeps the start and the end of an archived campaign', () => {
    expect(STATES.slice(0, 4).map((state) => archive(campaignIn(state), now).to)).toMatchObject([
      { startedAt: null, completedAt: null },
      { startedAt, completedAt: null },
      { startedAt, completedAt: null },
      { startedAt, completedAt: now },
    ]);
  });

  it('completes an exhausted campaign, unless it was changed since', () => {
    const active = campaignIn({ status: 'active', startedAt, activeSince: startedAt });
    const paused = campaignIn({ status: 'paused', startedAt, pausedBy: 'user', pauseReason: null });

    expect(completeExhausted(active, 1, now)).toEqual(complete(active, now));
    expect(completeExhausted(active, undefined, now)).toEqual(complete(active, now));
    expect(completeExhausted({ ...active, version: 2 }, 1, now)).toBeUndefined();
    expect(completeExhausted(paused, 1, now)).toBeUndefined();
  });

  it('is paused by bad figures where they were counted since its last resume, and never twice', () => {
    const activeSince = new Date('2026-05-03T09:00:00.000Z');
    const earlier = new Date(activeSince.getTime() - 1);
    const later = new Date(activeSince.getTime() + 1);
    const active = campaignIn({ status: 'active', startedAt, activeSince });
    const bounces = { code: 'bounce_rate_high', message: 'campaign bounced 6 %' } as const;
    const complaints = { code: 'complaint_rate_high', message: 'campaign drew complaints on 1 %' } as const;
    const reasons = [bounces, complaints];
    const autoPaused: Transition = {
      action: 'auto_pause',
      at: now,
      to: {
        status: 'paused',
        startedAt,
        pausedBy: 'deliverability',
        pauseReason: 'campaign bounced 6 %; campaign drew complaints on 1 %',
        blockingReasons: reasons,
      },
    };

    expect(autoPause(active, { since: activeSince, reasons }, now)).toEqual(autoPaused);
    expect(autoPause(active, { since: later, reasons }, now)).toEqual(autoPaused);
    expect(autoPause(active, { since: earlier, reasons }, now)).toBeUndefined();
    for (const state of STATES.filter(({ status }) => status !== 'active'))
      expect(autoPause(campaignIn(state), { since: later, reasons }, now)).toBeUndefined();
  });

  it('keeps the day of the first launch over a pause', () => {
    const paused = campaignIn({ status: 'paused', startedAt, pausedBy: 'user', pauseReason: null });

    expect(launchOrResume(paused, 'resume', passed, now).to).toEqual({
      status: 'active',
      startedAt,
      activeSince: now,
    });
  });
});
