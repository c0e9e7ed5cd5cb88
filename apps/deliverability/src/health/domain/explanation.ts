import { adviceOn, rounded, type ExplainedRecord } from './advice.js';
import { COMPONENTS, componentsOf, scoreOf, WEIGHTS, type Components } from './deliverability-score.js';
import { standingOf } from './health-score.js';
import { UNIT } from './reputation.js';

export interface ExplainedComponent {
  readonly component: keyof Components;
  readonly points: number | null;
  readonly weight: number;
  /** The points of the score that are missing because of it. */
  readonly costs: number;
  readonly figures: Readonly<Record<string, number | string | null>>;
  readonly advice: readonly string[];
}

/** The score of an account with its reasons. Null while nothing is known of it. */
export function explanationOf(record: ExplainedRecord): {
  readonly score: number | null;
  readonly components: ExplainedComponent[];
} {
  const components = componentsOf(standingOf(record));
  const known = COMPONENTS.filter((component) => components[component] !== null);
  const weights = known.reduce((sum, component) => sum + WEIGHTS[component], 0);
  const figures = figuresOf(record);
  return {
    score: scoreOf(components),
    components: COMPONENTS.map((component) => {
      const points = components[component];
      return {
        component,
        points: points === null ? null : rounded(points),
        weight: WEIGHTS[component],
        costs: points === null ? 0 : rounded((WEIGHTS[component] * (100 - points)) / weights),
        figures: figures[component],
        advice: adviceOn(component, record, points),
      };
    }),
  };
}

/** The figures that the points of each component are made of. */
const figuresOf = (record: ExplainedRecord) => ({
  authentication: { spf: record.spf, dkim: record.dkim, dmarc: record.dmarc },
  reputation: {
    start: record.start_reputation,
    weighted_sent: rounded(record.weighted_sent / UNIT),
    weighted_bounced: rounded(record.weighted_bounced / UNIT),
    weighted_complained: rounded(record.weighted_complained / UNIT),
  },
  list_hygiene: { sent: record.sent, bounced: record.bounced, complained: record.complained },
  inbox_placement: { placed_inbox: record.placed_inbox, placed_spam: record.placed_spam },
  engagement: { delivered: record.delivered, opened: record.opened, replied: record.replied },
});
