import { describe, expect, it } from '@jest/globals';
import { aConfirmedLink, aLink } from '../../../test/link-fixtures.js';
import type { ObservedCampaign, ObservedState } from '../../clients/domain/campaign-plan.js';
import type { Link, LinkChange } from './link.js';
import { lookedAt, type Look } from './looked-at.js';

const at = new Date('2026-11-30T10:00:00Z');

const there = (state: ObservedState, more: Partial<ObservedCampaign> = {}): ObservedCampaign => ({
  state,
  accounts: ['sales@ours.example'],
  settings: { dailyLimit: 500 },
  ...more,
});

const look = (link: Link, campaign: Look['campaign'], more: Partial<Look> = {}): LinkChange =>
  lookedAt(link, { campaign, hasLeads: false, at, random: 0, ...more });

const codes = ({ drift = [] }: LinkChange) => drift.map(({ code, repaired_at }) => [code, repaired_at]);

describe('a look at a campaign that is as it should be', () => {
  it.each([
    ['active', 'active'],
    ['active', 'completed'],
    ['paused', 'paused'],
    ['paused', 'draft'],
    ['paused', 'completed'],
    ['stopped', 'stopped'],
    ['stopped', 'paused'],
  ] as const)('confirms %s where it is %s there', (wanted, state) => {
    expect(look(aLink({ wanted, platformCampaignId: '1' }), there(state))).toMatchObject({
      confirmed: true,
      confirmedAt: at,
      observed: state,
      error: null,
      drift: [],
    });
  });

  it('keeps what the platform shows, for the next comparison', () => {
    const link = aConfirmedLink({ confirmed: false, readBack: null });

    expect(look(link, there('active', { settings: { dailyLimit: 480 } })).readBack).toEqual({
      accounts: ['sales@ours.example'],
      settings: { dailyLimit: 480 },
    });
  });

  it('confirms a pause and an end of a campaign that was deleted there', () => {
    for (const wanted of ['paused', 'stopped'] as const)
      expect(look(aConfirmedLink({ wanted }), null)).toMatchObject({ confirmed: true, observed: 'missing' });
  });
});

describe('a difference that somebody made at the platform', () => {
  it('is repaired where the campaign is active there and not here', () => {
    for (const wanted of ['paused', 'stopped'] as const) {
      const change = look(aConfirmedLink({ wanted, observed: 'paused' }), there('active'));
      expect(change).toMatchObject({ confirmed: false, observed: 'active' });
      expect(change).not.toHaveProperty('waitsFor');
      expect(codes(change)).toEqual([['active_there', null]]);
    }
  });

  it('is repaired where settings were edited, which are set again as a whole', () => {
    const edited = there('active', { accounts: [], settings: { dailyLimit: 5, name: 'Other' } });
    const change = look(aConfirmedLink(), edited);

    expect(change).toMatchObject({ confirmed: false, readBack: null, mirroredVersion: 0 });
    expect(change.drift).toMatchObject([
      { code: 'edited_there', message: 'changed at the platform: dailyLimit, accounts' },
    ]);
  });

  it('is repaired where the campaign completed although leads wait there', () => {
    const change = look(aConfirmedLink(), there('completed'), { hasLeads: true });

    expect(change).toMatchObject({ confirmed: false, observed: 'completed' });
    expect(codes(change)).toEqual([['completed_there', null]]);
  });

  it.each([
    ['paused_there', 'platform_paused', there('paused')],
    ['paused_there', 'platform_paused', there('draft')],
    ['stopped_there', 'platform_stopped', there('stopped')],
    ['deleted_there', 'platform_missing', null],
  ] as const)('waits for a person: %s', (code, error, campaign) => {
    const change = look(aConfirmedLink(), campaign);

    expect(change).toMatchObject({ confirmed: false, waitsFor: code, error: { code: error } });
    expect(codes(change)).toEqual([[code, null]]);
  });

  it('is told with the reason where the platform itself has paused it', () => {
    const problem = 'Instantly has stopped the campaign for its bounces';
    const { drift, error } = look(aConfirmedLink(), there('paused', { problem }));

    expect(drift?.[0]?.message).toMatch(/^paused at the platform: .* \(Instantly has stopped .*\)$/);
    expect(error).toEqual({ code: 'platform_paused', message: drift?.[0]?.message });
  });

  it('keeps the time at which it was found, and is shown once', () => {
    const found = look(aConfirmedLink(), there('paused'));
    const later = new Date('2026-11-30T11:00:00Z');

    const again = look({ ...aConfirmedLink(), ...found }, there('paused'), { at: later });

    expect(again.drift).toEqual(found.drift);
  });

  it('is over when a person starts the campaign there again', () => {
    const found = { ...aConfirmedLink(), ...look(aConfirmedLink(), there('paused')) };

    const change = look(found, there('active'));

    expect(change).toMatchObject({ confirmed: true, waitsFor: null, error: null });
    expect(codes(change)).toEqual([['paused_there', at.toISOString()]]);
  });

  it('is kept among the twenty newest', () => {
    let link = aConfirmedLink();
    for (let turn = 0; turn < 30; turn += 1) {
      link = { ...link, ...look(link, there('active', { settings: { dailyLimit: turn } })) };
      link = { ...link, ...look(link, there('active')) };
    }
    expect(link.drift).toHaveLength(20);
  });
});

describe('a look at a campaign that was just told', () => {
  it('looks again, later each time, where the platform needs time', () => {
    const link = aLink({ platformCampaignId: '1', attempts: 3 });

    const change = look(link, there('draft'));

    expect(change).toMatchObject({ attempts: 4, error: { code: 'platform_not_yet' } });
    expect(change.nextAttemptAt).toEqual(new Date(at.getTime() + 8_000));
    expect(change).not.toHaveProperty('drift');
  });

  it('says what the platform has against it', () => {
    const link = aLink({ platformCampaignId: '1' });

    expect(look(link, there('paused', { problem: 'no sender' })).error?.message).toBe(
      'the platform still shows the campaign as paused; it is to be active (no sender)',
    );
  });
});
