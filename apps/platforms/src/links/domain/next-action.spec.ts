import { describe, expect, it } from '@jest/globals';
import { aConfirmedLink, aLink } from '../../../test/link-fixtures.js';
import type { Link } from './link.js';
import { NEW_RUN, nextAction, type Action, type Run } from './next-action.js';

const told: Run = { sought: false, planned: true, commanded: 'active', looked: false };
const done: Run = { ...told, looked: true };
const created = { platformCampaignId: '1' };
const inDoubt = { createStartedAt: new Date('2026-11-30T09:00:00Z') };

const TABLE: readonly (readonly [string, Link, Run, Action])[] = [
  ['a launched campaign is looked up first', aLink(), NEW_RUN, 'find'],
  ['and created where it is not there', aLink(), { ...NEW_RUN, sought: true }, 'create'],
  ['a creation in doubt is looked up', aLink(inDoubt), NEW_RUN, 'find'],
  ['also where the campaign was paused since', aLink({ ...inDoubt, wanted: 'paused' }), NEW_RUN, 'find'],
  ['a campaign paused before its creation has nothing there', aLink({ wanted: 'paused' }), NEW_RUN, 'rest'],
  ['a campaign archived before its creation neither', aLink({ wanted: 'stopped' }), NEW_RUN, 'rest'],
  ['settings come before the start', aLink(created), NEW_RUN, 'mirror'],
  ['then the start', aLink(created), { ...NEW_RUN, planned: true }, 'activate'],
  ['then a look', aLink(created), told, 'observe'],
  ['and no more in this run', aLink(created), done, 'rest'],
  ['a pause comes before everything', aLink({ ...created, wanted: 'paused' }), NEW_RUN, 'pause'],
  ['an end too', aLink({ ...created, wanted: 'stopped' }), NEW_RUN, 'stop'],
  ['a confirmed campaign is compared', aConfirmedLink(), NEW_RUN, 'mirror'],
  ['and looked at', aConfirmedLink(), { ...NEW_RUN, planned: true }, 'observe'],
  ['a confirmed pause is looked at', aConfirmedLink({ wanted: 'paused' }), NEW_RUN, 'observe'],
  [
    'a campaign that waits for a person is only looked at',
    aConfirmedLink({ confirmed: false, waitsFor: 'paused_there' }),
    NEW_RUN,
    'observe',
  ],
  [
    'and left alone after the look',
    aConfirmedLink({ confirmed: false, waitsFor: 'deleted_there' }),
    { ...NEW_RUN, looked: true },
    'rest',
  ],
];

describe('the next step of a link', () => {
  it.each(TABLE)('%s', (_, link, run, action) => {
    expect(nextAction(link, run)).toBe(action);
  });
});
