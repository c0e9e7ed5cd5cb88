import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { aPlan } from '../../../test/a-plan.js';
import { aLink } from '../../../test/link-fixtures.js';
import type { ObservedState } from '../../clients/domain/campaign-plan.js';
import { PlatformError } from '../../clients/platform-error.js';
import { failed, notFound } from './failed.js';
import { freshChange } from './fresh-change.js';
import type { Link, LinkChange, Wanted } from './link.js';
import { lookedAt } from './looked-at.js';
import { holds, NEW_RUN, nextAction, type Action, type Run } from './next-action.js';

/**
 * How the next call ends: as it should, refused, without an answer before or after its effect, with our process killed, or
 * with another wish that came during the call.
 */
type Fate =
  'done' | 'overtaken' | 'refused' | 'lost_before' | 'lost_after' | 'killed_before' | 'killed_after';

const FATES: readonly Fate[] = [
  'done',
  'overtaken',
  'refused',
  'lost_before',
  'lost_after',
  'killed_before',
  'killed_after',
];

const WITHOUT_EFFECT: readonly Fate[] = ['lost_before', 'refused'];

/** A link, and its campaign at a platform. */
class World {
  link: Link = aLink();
  there: ObservedState | null = null;
  created = 0;
  now = new Date('2026-11-30T09:00:00Z');
  private run: Run = NEW_RUN;

  want(wanted: Wanted): void {
    const isTurned = wanted !== this.link.wanted;
    this.link = {
      ...this.link,
      version: this.link.version + 1,
      wanted,
      confirmed: !isTurned && this.link.confirmed && wanted !== 'active',
      ...(isTurned && { waitsFor: null, error: null }),
    };
  }

  /** Answers whether there was something to do. */
  step(fate: Fate): boolean {
    const action = nextAction(this.link, this.run);
    if (action === 'rest') {
      if (this.link.platformCampaignId === null) this.link = { ...this.link, confirmed: true };
      this.rest();
      return false;
    }
    if (action === 'create') this.link = { ...this.link, createStartedAt: this.now };
    if (fate === 'killed_before') return this.rest();
    const seen = this.link;
    const change = WITHOUT_EFFECT.includes(fate) ? {} : this.effect(action);
    if (fate === 'killed_after') return this.rest();
    return this.answered(fate, action, change, seen);
  }

  private answered(fate: Fate, action: Action, change: LinkChange, seen: Link): true {
    if (fate === 'overtaken') this.want(seen.wanted === 'active' ? 'paused' : 'active');
    if (fate === 'done' || fate === 'overtaken') this.record(change, seen);
    else this.record(this.failure(action, fate === 'refused'), seen);
    return true;
  }

  private rest(): true {
    this.run = NEW_RUN;
    this.now = new Date(this.now.getTime() + 61_000);
    return true;
  }

  private record(change: LinkChange, seen: Link): void {
    const isCurrent = seen.version === this.link.version;
    this.link = { ...this.link, ...freshChange(change, seen, this.link) };
    if (!isCurrent) this.run = NEW_RUN;
    else if (change.nextAttemptAt !== undefined) this.rest();
  }

  private failure(action: Action, isRefused: boolean): LinkChange {
    const error = isRefused
      ? new PlatformError('rejected', 'no')
      : new PlatformError('unavailable', 'no answer', { doubtful: action === 'create' });
    return failed(this.link, action, error, { now: this.now, random: 0.5 });
  }

  private effect(action: Exclude<Action, 'rest'>): LinkChange {
    switch (action) {
      case 'create':
        this.created += 1;
        this.there = 'draft';
        return { platformCampaignId: '1', createStartedAt: null };
      case 'find':
        this.run = { ...this.run, sought: true };
        return this.there === null
          ? notFound(this.link, this.now)
          : { platformCampaignId: '1', createStartedAt: null };
      case 'mirror':
        this.run = { ...this.run, planned: true, commanded: null, looked: false };
        return {
          mirroredVersion: this.link.version,
          mirroredPlan: aPlan(),
          readBack: null,
          confirmed: false,
        };
      case 'observe':
        return this.look();
      case 'activate':
      case 'pause':
      case 'stop':
        return this.obey(action);
    }
  }

  private obey(action: 'activate' | 'pause' | 'stop'): LinkChange {
    const to = {
      activate: 'active',
      pause: this.there === 'draft' ? 'draft' : 'paused',
      stop: 'stopped',
    } as const;
    if (this.there !== 'stopped') this.there = to[action];
    this.run = { ...this.run, commanded: this.link.wanted, looked: false };
    return {};
  }

  private look(): LinkChange {
    const campaign = this.there === null ? null : { state: this.there, accounts: null };
    this.run = { ...this.run, looked: true };
    return lookedAt(this.link, { campaign, hasLeads: false, at: this.now, random: 0.5 });
  }

  /** Takes steps that succeed until nothing is left to do. */
  settle(): void {
    for (let turn = 0; turn < 40; turn += 1) if (!this.step('done') && this.link.confirmed) return;
  }
}

const happenings = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...FATES).map((fate) => ({ fate })) },
    { weight: 1, arbitrary: fc.constantFrom<Wanted>('active', 'paused').map((want) => ({ want })) },
  ),
  { maxLength: 40 },
);

const lived = (story: readonly ({ fate: Fate } | { want: Wanted })[]): World => {
  const world = new World();
  for (const each of story) {
    if ('want' in each) world.want(each.want);
    else world.step(each.fate);
  }
  return world;
};

describe('a link, whatever calls fail and whenever the process dies', () => {
  it('comes to the wanted state, whichever that is by then', () => {
    fc.assert(
      fc.property(happenings, fc.constantFrom<Wanted>('active', 'paused', 'stopped'), (story, wanted) => {
        const world = lived(story);
        world.want(wanted);
        world.settle();

        expect(world.link).toMatchObject({ confirmed: true, waitsFor: null });
        if (wanted === 'active' || world.there !== null)
          expect(holds(wanted, world.there ?? 'missing', false)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('creates the campaign once', () => {
    fc.assert(
      fc.property(happenings, (story) => {
        const world = lived(story);
        world.settle();

        expect(world.created).toBeLessThanOrEqual(1);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is never told to be active while something else is wanted', () => {
    fc.assert(
      fc.property(happenings, (story) => {
        const world = lived(story);
        world.want('paused');
        world.settle();
        for (let turn = 0; turn < 10; turn += 1) world.step('done');

        expect(world.there).not.toBe('active');
      }),
      { numRuns: 1_000 },
    );
  });

  it('is confirmed only while its campaign there is as it is wanted', () => {
    fc.assert(
      fc.property(happenings, (story) => {
        const { link, there } = lived(story);

        expect(link.confirmed && !holds(link.wanted, there ?? 'missing', false)).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });
});
