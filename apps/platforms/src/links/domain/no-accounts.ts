import type { Link, LinkChange } from './link.js';

/** A change of an account wakes the link; this is for accounts that come back at the platform alone. */
const AGAIN_MS = 60_000;

/** The link of a campaign none of whose accounts may send by its platform now. */
export const noAccounts = ({ attempts }: Link, now: Date): LinkChange => ({
  confirmed: false,
  attempts: attempts + 1,
  nextAttemptAt: new Date(now.getTime() + AGAIN_MS),
  error: {
    code: 'no_account_on_platform',
    message: 'no sending account of the campaign is active, healthy enough and connected at the platform',
  },
});
