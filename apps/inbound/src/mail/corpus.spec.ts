import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { classOf, figuresOf, readCorpus, type CorpusMail, type Verdict } from '../../test/corpus.js';
import { judge, readMail, type Judgement, type Mail } from './index.js';

/** Tuesday. */
const NOW = new Date('2027-01-05T09:00:00Z');
const CORPUS = readCorpus();

async function read({ name, raw }: CorpusMail): Promise<Mail> {
  const mail = await readMail(raw);
  if ('unreadable' in mail) throw new Error(`${name}: ${mail.unreadable}`);

  return mail;
}

/** The parts of a judgement that the corpus speaks of, in its form. */
function described(judgement: Judgement, { expected }: CorpusMail): Record<string, unknown> {
  const { kind } = judgement;
  if (kind === 'delivery_report' || kind === 'complaint') {
    const { messageIds, to } = judgement.original;
    return { kind, messageIds, ...(expected.to && { to }) };
  }
  if (kind === 'reply') return { kind, intent: judgement.intent, automatic: judgement.automatic };
  if (kind === 'auto_reply') return { kind, returnsOn: judgement.returnsOn };

  return kind === 'ignored' ? { kind, reason: judgement.reason } : { kind };
}

describe('the corpus', () => {
  it.each(CORPUS.map((mail) => [mail.name, mail] as const))('%s is what its author meant', async (_, one) => {
    const mail = await read(one);
    const judgement = judge(mail, { now: NOW });
    const { half: _half, recipients, refs, newText, ...expected } = one.expected;

    expect(described(judgement, one)).toEqual(expected);
    if (refs !== undefined) expect(mail.references).toEqual(refs);
    if (newText !== undefined) expect(mail.newText).toBe(newText);
    if (judgement.kind === 'delivery_report') {
      expect(judgement.recipients).toEqual(
        (recipients ?? []).map((recipient) => ({
          ...recipient,
          answer: expect.stringContaining(recipient.answer),
        })),
      );
    }
  });

  it('is judged as precisely as the documentation says', async () => {
    const verdicts: Verdict[] = [];
    for (const one of CORPUS) {
      const judgement = judge(await read(one), { now: NOW });
      verdicts.push({ expected: classOf(one.expected), judged: classOf(judgement) });
    }
    const documented = readFileSync(new URL('../../../../docs/replies.md', import.meta.url), 'utf8');

    expect(documented).toContain(figuresOf(verdicts).join('\n'));
  });
});
