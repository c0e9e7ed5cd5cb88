import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { newId, uuidOf } from '#kernel';
import { useServers } from '#testing';
import { EnrollmentHarness } from '../../../test/enrollment-harness.js';
import { Happenings, started, type Campaign, type Enrollment } from '../../../test/signal-fixtures.js';
import { standing } from '../domain/ending.js';
import { ApplyOutcomes } from './apply-outcomes.js';
import { ApplySignals } from './apply-signals.js';

const RUNS = 60;
const servers = useServers();
let harness: EnrollmentHarness;

beforeAll(async () => {
  harness = await EnrollmentHarness.boot(servers.databaseUrl);
});
afterAll(() => harness.close());

const ACCOUNT = newId('ea');

/** Each with the end that it asks for; a message either left or failed. */
const ENDS = {
  sent: { status: 'completed', reason: null },
  failed: { status: 'failed', reason: 'gave_up' },
  softBounced: { status: 'bounced', reason: 'soft_bounce' },
  replied: { status: 'replied', reason: 'replied' },
  hardBounced: { status: 'bounced', reason: 'hard_bounce' },
  unsubscribed: { status: 'unsubscribed', reason: 'unsubscribed' },
  complained: { status: 'unsubscribed', reason: 'spam_complaint' },
} as const;
type Kind = keyof typeof ENDS;

const SUPPRESSES = ['hardBounced', 'unsubscribed', 'complained'] as const;

const kinds = fc
  .tuple(
    fc.constantFrom<Kind>('sent', 'failed'),
    fc.uniqueArray(
      fc.constantFrom<Kind>('softBounced', 'replied', 'hardBounced', 'unsubscribed', 'complained'),
    ),
  )
  .map(([outcome, signals]) => [outcome, ...signals]);

/** Everything comes at least once, in any order. */
const arrivals = kinds.chain((all) =>
  fc.record({
    all: fc.constant(all),
    order: fc
      .array(fc.constantFrom(...all), { maxLength: 4 })
      .chain((again) => fc.shuffledSubarray([...all, ...again], { minLength: all.length + again.length })),
  }),
);

async function arrive(kind: Kind, happenings: Happenings): Promise<void> {
  const outcomes = harness.get(ApplyOutcomes);
  if (kind === 'sent') await outcomes.execute({ advances: [happenings.sent(1, ACCOUNT)], stops: [] });
  else if (kind === 'failed' || kind === 'softBounced' || kind === 'hardBounced') {
    await outcomes.execute({ advances: [], stops: [happenings[kind]] });
  } else await harness.get(ApplySignals).execute([happenings[kind]]);
}

describe('whatever happens to an enrollment', () => {
  it('ends it in the same way, in any order and repetition', async () => {
    const campaign = await started(harness, RUNS + 100);
    const waiting = (await harness.enrollmentsOf(campaign)).values();
    const at = harness.clock.now();

    await fc.assert(
      fc.asyncProperty(arrivals, async ({ all, order }) => {
        const enrollment: Enrollment | undefined = waiting.next().value;
        if (enrollment === undefined) throw new Error('more runs than contacts');
        // Later for each kind, so that an end that comes first may be the later one.
        const timed = new Map(all.map((kind, place) => [kind, new Date(at.getTime() + place * 1_000)]));
        for (const kind of order) {
          await arrive(kind, new Happenings(campaign, enrollment, timed.get(kind) ?? at));
        }
        const ends = all.map((kind) => ({ ...ENDS[kind], at: timed.get(kind) ?? at }));
        const expected = ends.reduce<(typeof ends)[number]>(standing, ends[0] ?? { ...ENDS.sent, at });
        expect(await stateOf(campaign, enrollment)).toEqual({
          status: expected.status,
          stop_reason: expected.reason,
          finished_at: expected.at,
          awaiting_step: null,
          next_step_at: null,
          current_step: all.includes('sent') ? 1 : 0,
          suppression: suppressionAfter(all),
        });
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
  });
});

const suppressionAfter = (all: readonly Kind[]): string | null => {
  const strongest = SUPPRESSES.findLast((kind) => all.includes(kind));
  return strongest === undefined ? null : ENDS[strongest].reason;
};

async function stateOf({ campaign }: Campaign, { id }: Enrollment) {
  const [state] = await harness.query(
    `select status, stop_reason, finished_at, awaiting_step, next_step_at, current_step, (
       select reason from suppression s where s.workspace_id = e.workspace_id and s.value = e.email
     ) as suppression
     from enrollment e where id = $1 and campaign_id = $2`,
    [id, uuidOf(campaign.id)],
  );
  return state;
}
