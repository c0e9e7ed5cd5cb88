import type { ObservedCampaign } from '../../clients/domain/campaign-plan.js';
import { found, repaired } from './drift.js';
import { editsOf } from './edits.js';
import type { Link, LinkChange, LinkError, Observed, WaitsFor } from './link.js';
import { holds } from './next-action.js';
import { retryAt } from './retry.js';

/** Their campaign as it was seen just now. */
export interface Look {
  /** Null: it was deleted there. */
  readonly campaign: ObservedCampaign | null;
  /** Leads there wait for their first message. */
  readonly hasLeads: boolean;
  readonly at: Date;
  /** From 0 to 1, for the time of the next look. */
  readonly random: number;
}

/** The link after a look: confirmed, to be repaired, or waiting for a person. */
export function lookedAt(link: Link, look: Look): LinkChange {
  const { campaign, at } = look;
  const observed = campaign?.state ?? 'missing';
  if (!holds(link.wanted, observed, look.hasLeads)) return { observed, ...differs(link, observed, look) };

  const edits = campaign === null || link.wanted !== 'active' ? [] : editsSince(link, campaign);
  if (edits.length > 0) return { observed, ...edited(link, edits, at) };
  return {
    observed,
    confirmed: true,
    confirmedAt: at,
    waitsFor: null,
    error: null,
    attempts: 0,
    drift: repaired(link.drift, at),
    // A campaign that was deleted or is paused shows nothing that we compare.
    ...(campaign !== null && link.wanted === 'active' && { readBack: readBackOf(campaign) }),
  };
}

const readBackOf = ({ accounts, settings }: ObservedCampaign) => ({
  accounts,
  ...(settings !== undefined && { settings }),
});

const editsSince = ({ readBack }: Link, campaign: ObservedCampaign): string[] =>
  readBack === null ? [] : editsOf(readBack, readBackOf(campaign));

/** They are mirrored again as a whole: without `readBack` a plan that is the same as before is told again. */
const edited = ({ drift }: Link, edits: readonly string[], at: Date): LinkChange => ({
  confirmed: false,
  mirroredVersion: 0,
  readBack: null,
  drift: found(drift, { code: 'edited_there', message: `changed at the platform: ${edits.join(', ')}` }, at),
});

function differs(link: Link, observed: Observed, look: Look): LinkChange {
  const { at } = look;
  const waitsFor = waitsForOf(link, observed);
  if (waitsFor !== null) return waiting(link, waitsFor, look);
  if (!link.confirmed) return notYet(link, observed, look);
  const code = observed === 'completed' ? 'completed_there' : 'active_there';
  return { confirmed: false, drift: found(link.drift, { code, message: MESSAGE[code] }, at) };
}

/** A campaign that was active, and was ended by a person there, is not started by us. One that never started yet is. */
function waitsForOf({ wanted, confirmed, waitsFor }: Link, observed: Observed): WaitsFor | null {
  if (wanted !== 'active') return null;
  if (observed === 'missing') return 'deleted_there';
  if (observed === 'stopped') return 'stopped_there';
  const isPaused = observed === 'paused' || observed === 'draft';
  return isPaused && (confirmed || waitsFor !== null) ? 'paused_there' : null;
}

const MESSAGE = {
  active_there: 'started at the platform although the campaign is not active here',
  completed_there: 'completed at the platform although leads wait there for their first message',
  paused_there: 'paused at the platform: pause and resume the campaign to start it there again',
  stopped_there: 'stopped at the platform for good: clone the campaign to go on',
  deleted_there: 'deleted at the platform: clone the campaign to go on',
} as const;

const ERROR = {
  paused_there: 'platform_paused',
  stopped_there: 'platform_stopped',
  deleted_there: 'platform_missing',
} as const;

const waiting = ({ drift }: Link, waitsFor: WaitsFor, { campaign, at }: Look): LinkChange => {
  const message = withProblem(MESSAGE[waitsFor], campaign);
  return {
    confirmed: false,
    waitsFor,
    attempts: 0,
    error: { code: ERROR[waitsFor], message },
    drift: found(drift, { code: waitsFor, message }, at),
  };
};

function notYet({ attempts, wanted }: Link, observed: Observed, { campaign, at, random }: Look): LinkChange {
  const message = `the platform still shows the campaign as ${observed}; it is to be ${wanted}`;
  const error: LinkError = { code: 'platform_not_yet', message: withProblem(message, campaign) };
  return { error, attempts: attempts + 1, nextAttemptAt: retryAt(attempts, at, random) };
}

/** Where the platform itself keeps the campaign from sending, the person who reads it learns why. */
const withProblem = (message: string, campaign: ObservedCampaign | null): string =>
  campaign?.problem === undefined ? message : `${message} (${campaign.problem})`;
