/** The known figures of a sending account, a domain or a fleet. */
export interface Standing {
  /** SPF, DKIM and DMARC results that are known, and the passing ones among them. */
  readonly authentication_known: number;
  readonly authentication_passed: number;
  /** 0 to 100; null when nobody knows. */
  readonly reputation: number | null;
  /** Over the last seven days. */
  readonly sent: number;
  readonly bounced: number;
  /** Null while nobody reports complaints. */
  readonly complained: number | null;
  /** Warmup messages of 30 days, by the folder in which they arrived. */
  readonly placed_inbox: number;
  readonly placed_spam: number;
  /** Real messages of 30 days that did not bounce, those that a person opened, and those that were answered. */
  readonly delivered: number;
  readonly opened: number;
  readonly replied: number;
}

/** Points of 0 to 100; null where there is no data. */
export interface Components {
  readonly authentication: number | null;
  readonly reputation: number | null;
  readonly list_hygiene: number | null;
  readonly inbox_placement: number | null;
  readonly engagement: number | null;
}

export const WEIGHTS = {
  authentication: 30,
  reputation: 25,
  list_hygiene: 20,
  inbox_placement: 15,
  engagement: 10,
} as const satisfies Record<keyof Components, number>;
export const COMPONENTS = [
  'authentication',
  'reputation',
  'list_hygiene',
  'inbox_placement',
  'engagement',
] as const satisfies readonly (keyof Components)[];

/** Below this number of sends one dead address would look like a bad list. */
export const MIN_SAMPLE = 20;
/** Rates at which list hygiene scores 0. */
const WORST_BOUNCE_RATE = 0.1;
const WORST_COMPLAINT_RATE = 0.003;
export const MIN_PLACED = 10;
export const MIN_DELIVERED = 50;
/** Rates at which engagement scores 100. The better one counts: a campaign may leave opens untracked. */
export const BEST_REPLY_RATE = 0.05;
export const BEST_OPEN_RATE = 0.4;

export const componentsOf = (standing: Standing): Components => ({
  authentication: authenticationPoints(standing),
  reputation: standing.reputation,
  list_hygiene: hygienePoints(standing),
  inbox_placement: placementPoints(standing),
  engagement: engagementPoints(standing),
});

/** 0 to 100; a component without data is left out and the others weigh more. Null: there is no data at all. */
export function scoreOf(components: Components): number | null {
  let weights = 0;
  let sum = 0;
  for (const component of COMPONENTS) {
    const points = components[component];
    if (points === null) continue;
    weights += WEIGHTS[component];
    sum += WEIGHTS[component] * points;
  }
  return weights === 0 ? null : Math.round(sum / weights);
}

const BANDS = [
  { from: 90, band: 'excellent' },
  { from: 75, band: 'good' },
  { from: 60, band: 'moderate' },
  { from: 40, band: 'poor' },
] as const;

export const bandOf = (score: number) =>
  BANDS.find(({ from }) => score >= from)?.band ?? ('critical' as const);

function authenticationPoints({ authentication_known, authentication_passed }: Standing): number | null {
  return authentication_known === 0 ? null : (100 * authentication_passed) / authentication_known;
}

/** As good as the worse of the two rates. */
function hygienePoints({ sent, bounced, complained }: Standing): number | null {
  if (sent < MIN_SAMPLE) return null;
  const harm = Math.max(bounced / sent / WORST_BOUNCE_RATE, (complained ?? 0) / sent / WORST_COMPLAINT_RATE);
  return 100 * Math.max(0, 1 - harm);
}

function placementPoints({ placed_inbox, placed_spam }: Standing): number | null {
  const placed = placed_inbox + placed_spam;
  return placed < MIN_PLACED ? null : (100 * placed_inbox) / placed;
}

function engagementPoints({ delivered, opened, replied }: Standing): number | null {
  if (delivered < MIN_DELIVERED) return null;
  const best = Math.max(replied / delivered / BEST_REPLY_RATE, opened / delivered / BEST_OPEN_RATE);
  return 100 * Math.min(1, best);
}
