import type { BlockingReason } from '#kernel';

const RATES = {
  bounce_rate_high: 'bounced',
  complaint_rate_high: 'drew complaints on',
} as const;

/** A rate that is too high, with its figures. */
export interface BrokenRate extends BlockingReason {
  readonly code: keyof typeof RATES;
}

/** Messages of a window, and those of them that bounced or drew a complaint. */
interface Sample {
  /** The words for the one whose messages they are. */
  readonly subject: string;
  readonly window: '24 hours' | '7 days';
  readonly code: BrokenRate['code'];
  readonly sent: number;
  readonly broken: number;
}

interface Limit {
  /** A rate over fewer messages says nothing. */
  readonly minSample: number;
  readonly maxRate: number;
}

/** The rule that the rate breaks, or none. A rate at its limit is allowed. */
export function brokenRate(
  { subject, window, code, sent, broken }: Sample,
  { minSample, maxRate }: Limit,
): BrokenRate[] {
  const rate = broken / sent;
  if (sent < minSample || rate <= maxRate) return [];

  const message = `${subject} ${RATES[code]} ${percent(rate)} of ${sent} messages in ${window}; at most ${percent(maxRate)} allowed`;
  return [{ code, message, actual: Number(rate.toFixed(4)), required: maxRate }];
}

const percent = (share: number): string => `${Number((share * 100).toFixed(2))} %`;
