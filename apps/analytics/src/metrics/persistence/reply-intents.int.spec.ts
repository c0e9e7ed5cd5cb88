import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { array, assert, asyncProperty, constantFrom, nat, record } from 'fast-check';
import { newId } from '#kernel';
import { startServiceCore, useServers, type ServiceCore } from '#testing';
import { migrations } from '../../persistence/migrations/index.js';
import { ReplyIntents, type JudgedReply } from './reply-intents.js';

const servers = useServers();
let core: ServiceCore;

beforeAll(async () => {
  const providers = [ReplyIntents];
  core = await startServiceCore({ service: 'analytics', url: servers.databaseUrl, migrations, providers });
});
afterAll(() => core.close());

const INTENTS = ['interested', 'question', 'ooo'] as const;

/** Three contacts with two replies each, whose judgement has a new intent in each of its versions. */
function judgements() {
  const ref = { workspace_id: newId('ws'), campaign_id: newId('camp') };
  const contacts = Array.from({ length: 3 }, () => newId('cont'));
  const replies = [...contacts, ...contacts].map((contact_id) => ({
    ...ref,
    contact_id,
    reply_id: newId('rep'),
  }));
  const at = (place: number, version: number, shift: number): JudgedReply => {
    const reply = replies[place];
    const intent = INTENTS[(version + shift + place) % INTENTS.length];
    if (reply === undefined || intent === undefined) throw new Error('there are six replies');
    return { ...reply, version, intent };
  };
  return { ref, at };
}

/** The rule alone: of each reply the highest version, of each intent every contact once. */
function expected(events: readonly JudgedReply[]): Record<string, number> {
  const latest = new Map<string, JudgedReply>();
  for (const event of events.toSorted((a, b) => a.version - b.version)) latest.set(event.reply_id, event);
  const contacts = new Set([...latest.values()].map(({ intent, contact_id }) => `${intent} ${contact_id}`));
  const counts: Record<string, number> = {};
  for (const [intent = ''] of [...contacts].map((each) => each.split(' '))) {
    counts[intent] = (counts[intent] ?? 0) + 1;
  }
  return counts;
}

it('intents are the same after any order, repetition and batching of replies and corrections', async () => {
  const judgement = record({ reply: nat({ max: 5 }), version: constantFrom(1, 2, 3) });
  const courses = array(array(judgement, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 5 });
  await assert(
    asyncProperty(courses, nat({ max: 2 }), async (batches, shift) => {
      const { ref, at } = judgements();
      const events = batches.map((batch) => batch.map(({ reply, version }) => at(reply, version, shift)));

      for (const batch of events) await core.get(ReplyIntents).record(batch);

      const counted = await core.get(ReplyIntents).count(ref.workspace_id, ref.campaign_id);
      const counts = Object.fromEntries(counted.map(({ intent, count }) => [intent, count]));
      expect(counts).toEqual(expected(events.flat()));
    }),
    { numRuns: 50 },
  );
});
