import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';

const FOLDER = new URL('corpus/', import.meta.url);

/** The judgement that the author of a mail of the corpus meant. `half`: 1 and 2 were written before the rules, 3 and 4 after them. */
const ExpectedMail = z.strictObject({
  half: z.int().min(1).max(4),
  kind: z.string(),
  intent: z.string().optional(),
  automatic: z.boolean().optional(),
  reason: z.string().optional(),
  returnsOn: z.string().nullish(),
  /** `answer` is a part of the answer. */
  recipients: z.array(z.looseObject({ answer: z.string() })).optional(),
  /** The ids of the original, in a report. */
  messageIds: z.array(z.string()).optional(),
  to: z.array(z.string()).optional(),
  refs: z.array(z.string()).optional(),
  newText: z.string().optional(),
});

export interface CorpusMail {
  readonly name: string;
  readonly raw: Buffer;
  readonly expected: z.infer<typeof ExpectedMail>;
}

/** All mails of `test/corpus`, with invented people at example domains. */
export function readCorpus(): readonly CorpusMail[] {
  const expected = z
    .record(z.string(), ExpectedMail)
    .parse(JSON.parse(readFileSync(new URL('expected.json', FOLDER), 'utf8')));
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.eml'));

  return files.map((file) => {
    const name = file.slice(0, -'.eml'.length);
    const found = expected[name];
    if (found === undefined) throw new Error(`expected.json does not say what ${file} is`);
    return { name, raw: readFileSync(new URL(file, FOLDER)), expected: found };
  });
}

/** The class that precision and recall are counted for: a kind, or the intent of a reply. */
export const classOf = ({
  kind,
  intent,
}: {
  readonly kind: string;
  readonly intent?: string | undefined;
}): string => intent ?? kind;

export interface Verdict {
  readonly expected: string;
  readonly judged: string;
}

/** A line for each class: how many there are, and which part of its judgements and of its mails is right. */
export function figuresOf(verdicts: readonly Verdict[]): readonly string[] {
  const classes = [...new Set(verdicts.flatMap(({ expected, judged }) => [expected, judged]))].toSorted();

  return classes.map((name) => {
    const expected = verdicts.filter((verdict) => verdict.expected === name);
    const judged = verdicts.filter((verdict) => verdict.judged === name);
    const right = expected.filter((verdict) => verdict.judged === name).length;
    return `| \`${name}\` | ${expected.length} | ${share(right, judged.length)} | ${share(right, expected.length)} |`;
  });
}

const share = (part: number, whole: number): string => (whole === 0 ? '–' : (part / whole).toFixed(2));
