export type AuthResult = 'pass' | 'fail' | 'unknown';

export interface HealthRecord {
  readonly authentication: Readonly<Record<'spf' | 'dkim' | 'dmarc', AuthResult>>;
  /** 0 to 100; null when nobody knows. */
  readonly reputation: number | null;
  /** Over the last seven days. */
  readonly sent: number;
  readonly bounced: number;
}

const WEIGHTS = { authentication: 30, reputation: 25, hygiene: 20 } as const;

/** Below it one dead address would look like a bad list. */
const MIN_SAMPLE = 20;
/** The share of bounces at which nothing is left of the hygiene. */
const WORST_BOUNCE_RATE = 0.1;

/**
 * The score of an inbox of which nothing is known at all. It is what a campaign asks for by default: a new inbox may
 * send for a campaign that asks for no more, and cold outreach is kept from it by its warmup stage. 100 would trust
 * it more than an inbox with a record, 0 would keep it from ever making one.
 */
export const UNPROVEN_SCORE = 70;

/** 0 to 100, from what is known: a component without data is left out, and the others weigh more. */
export function healthScore(record: HealthRecord): number {
  const components = [
    { weight: WEIGHTS.authentication, points: authenticationPoints(record) },
    { weight: WEIGHTS.reputation, points: record.reputation },
    { weight: WEIGHTS.hygiene, points: hygienePoints(record) },
  ];
  let weights = 0;
  let sum = 0;
  for (const { weight, points } of components) {
    if (points === null) continue;
    weights += weight;
    sum += weight * points;
  }
  return weights === 0 ? UNPROVEN_SCORE : Math.round(sum / weights);
}

function authenticationPoints({ authentication: { spf, dkim, dmarc } }: HealthRecord): number | null {
  const known = [spf, dkim, dmarc].filter((result) => result !== 'unknown');
  if (known.length === 0) return null;
  return (100 * known.filter((result) => result === 'pass').length) / known.length;
}

function hygienePoints({ sent, bounced }: HealthRecord): number | null {
  if (sent < MIN_SAMPLE) return null;
  return 100 * Math.max(0, 1 - bounced / sent / WORST_BOUNCE_RATE);
}
