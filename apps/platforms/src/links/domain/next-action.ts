import type { Link, Observed, Wanted } from './link.js';

/** All that happened since the link was taken up. A link that is not confirmed is told and looked at once in each run. */
export interface Run {
  /** Their campaign was looked up by its marker, and not found. */
  readonly sought: boolean;
  /** Their settings were compared with ours, and set again where they differ. */
  readonly planned: boolean;
  /** The state that the platform was told, successfully. */
  readonly commanded: Wanted | null;
  /** Whether `observed` was read after the last command. */
  readonly looked: boolean;
}

export const NEW_RUN: Run = { sought: false, planned: false, commanded: null, looked: false };

export type Action =
  /** Their campaign is to be created, for the first time. */
  | 'create'
  /** Their campaign is looked up by its marker: a creation is in doubt, or forgotten by a database that was restored. */
  | 'find'
  | 'mirror'
  | 'activate'
  | 'pause'
  | 'stop'
  | 'observe'
  /** Nothing to do until the link changes, or it is time to look again. */
  | 'rest';

const COMMAND = { active: 'activate', paused: 'pause', stopped: 'stop' } as const;

/** The states of their campaign in which ours has the wanted one. Where a platform knows no end, a pause is one. */
const HOLDS: Readonly<Record<Wanted, readonly Observed[]>> = {
  active: ['active'],
  paused: ['paused', 'draft', 'stopped', 'completed', 'missing'],
  stopped: ['stopped', 'completed', 'paused', 'draft', 'missing'],
};

/**
 * Whether their campaign is as ours wants to be.
 * @param hasLeads leads there wait for their first message: a campaign that completed in spite of them has to start again
 */
export const holds = (wanted: Wanted, observed: Observed, hasLeads: boolean): boolean =>
  HOLDS[wanted].includes(observed) || (wanted === 'active' && observed === 'completed' && !hasLeads);

/** The one next step towards the wanted state. */
export function nextAction(link: Link, run: Run): Action {
  if (link.platformCampaignId !== null) return nextOfExisting(link, run);
  if (link.createStartedAt !== null) return 'find';
  if (link.wanted !== 'active') return 'rest';
  return run.sought ? 'create' : 'find';
}

function nextOfExisting({ wanted, confirmed, waitsFor }: Link, run: Run): Action {
  if (wanted === 'active' && waitsFor === null && !run.planned) return 'mirror';
  // A person may begin again there what a person ended there: only a look is right.
  const isLeftAlone = confirmed || waitsFor !== null;
  if (!isLeftAlone && run.commanded !== wanted) return COMMAND[wanted];
  return run.looked ? 'rest' : 'observe';
}
