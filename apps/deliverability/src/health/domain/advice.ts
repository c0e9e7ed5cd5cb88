import {
  BEST_OPEN_RATE,
  BEST_REPLY_RATE,
  componentsOf,
  MIN_DELIVERED,
  MIN_PLACED,
  MIN_SAMPLE,
  type Components,
  type Standing,
} from './deliverability-score.js';
import { standingOf, type HealthRecord } from './health-score.js';
import { reputationOf, UNIT, UNREPORTED_START, type ReputationRecord } from './reputation.js';

export type ExplainedRecord = HealthRecord & ReputationRecord;

/** Sentences with figures: what would raise a component. None where it is at its best. */
export function adviceOn(
  component: keyof Components,
  record: ExplainedRecord,
  points: number | null,
): string[] {
  if (points === 100) return [];
  return ADVICE[component](record, points);
}

type Advice = (record: ExplainedRecord, points: number | null) => string[];

const ADVICE: Readonly<Record<keyof Components, Advice>> = {
  authentication: (record) => {
    const names = (['spf', 'dkim', 'dmarc'] as const).filter((name) => record[name] !== 'pass');
    return names.map((name) => {
      const then = pointsWith('authentication', { ...record, [name]: 'pass' });
      return `a passing ${name.toUpperCase()} would bring authentication to ${then}`;
    });
  },

  reputation: (record) => {
    if (record.reputation === null) return [`the first message starts the reputation at ${UNREPORTED_START}`];
    const more = 100;
    const then = reputationOf({ ...record, weighted_sent: record.weighted_sent + more * UNIT }) ?? 0;
    return [
      `${more} more messages without a bounce or a complaint would bring the reputation to ${rounded(then)}`,
    ];
  },

  list_hygiene: (record, points) => {
    const { sent } = record;
    if (points === null)
      return [counting('list hygiene', `${MIN_SAMPLE} messages in 7 days`, MIN_SAMPLE - sent)];
    const then = pointsWith('list_hygiene', { ...record, sent: 2 * sent });
    return [`no bounces and no complaints in the next ${sent} messages would bring list hygiene to ${then}`];
  },

  inbox_placement: (record, points) => {
    const placed = record.placed_inbox + record.placed_spam;
    if (points === null) {
      return [counting('inbox placement', `${MIN_PLACED} warmup messages in 30 days`, MIN_PLACED - placed)];
    }
    const then = pointsWith('inbox_placement', { ...record, placed_inbox: record.placed_inbox + placed });
    return [`${placed} more warmup messages in the inbox would bring inbox placement to ${then}`];
  },

  engagement: ({ delivered, opened, replied }, points) => {
    if (points === null) {
      return [
        counting('engagement', `${MIN_DELIVERED} delivered messages in 30 days`, MIN_DELIVERED - delivered),
      ];
    }
    const replies = Math.ceil(BEST_REPLY_RATE * delivered) - replied;
    const opens = Math.ceil(BEST_OPEN_RATE * delivered) - opened;
    return [
      `${replies} more replies or ${opens} more opens to ${delivered} messages would bring engagement to 100`,
    ];
  },
};

const counting = (name: string, from: string, missing: number): string =>
  `${name} counts from ${from}; ${missing} are missing`;

function pointsWith(component: keyof Components, record: ExplainedRecord): number {
  const standing: Standing = standingOf(record);
  return rounded(componentsOf(standing)[component] ?? 0);
}

/** One decimal. */
export const rounded = (value: number): number => Math.round(value * 10) / 10;
