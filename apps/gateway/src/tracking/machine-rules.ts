import { isMachineAgent } from './machine-agents.js';

/** A request for a pixel or a link of a message. */
export interface Hit {
  readonly of: 'open' | 'click';
  readonly method: string;
  readonly userAgent: string | undefined;
  /** `Sec-Purpose`, and the names that earlier browsers gave it. */
  readonly purpose: string | undefined;
  readonly at: Date;
  /** When the message was composed, in seconds since 1970. */
  readonly composedAt: number;
}

/** People need longer between the composing of a message and a look at it. */
const SECONDS_AFTER_COMPOSING = 5;

interface Rule {
  /** As docs/tracking.md has it. */
  readonly rule: string;
  readonly isMachine: (hit: Hit) => boolean;
}

/** The rules that look at one hit. Any of them makes it one of a machine; `sweptHits` looks at several. */
export const RULES = {
  agent: {
    rule: 'The user agent is missing, or is one of a program, a scanner, a link preview, Apple Mail Privacy Protection or the prefetch of Gmail.',
    isMachine: ({ userAgent, of }) => isMachineAgent(userAgent, of),
  },
  head: {
    rule: 'The method is HEAD.',
    isMachine: ({ method }) => method === 'HEAD',
  },
  prefetch: {
    rule: 'A browser says that it fetches ahead: `Sec-Purpose`, `Purpose`, `X-Purpose` or `X-Moz` has `prefetch`, `prerender` or `preview`.',
    isMachine: ({ purpose = '' }) => /prefetch|prerender|preview/i.test(purpose),
  },
  early: {
    rule: `It comes less than ${SECONDS_AFTER_COMPOSING} seconds after the message was composed.`,
    isMachine: ({ at, composedAt }) => at.getTime() / 1_000 < composedAt + SECONDS_AFTER_COMPOSING,
  },
} as const satisfies Readonly<Record<string, Rule>>;

/** Tells hits of machines from hits of people, as far as one hit shows it. */
export const isMachineHit = (hit: Hit): boolean =>
  Object.values<Rule>(RULES).some(({ isMachine }) => isMachine(hit));
