/** The words of a server in a report, and the codes in them. */
export interface SmtpAnswer {
  readonly smtpCode: number | null;
  readonly enhancedCode: string | null;
  readonly answer: string;
}

const LONGEST = 400;
const LONGEST_REPORT = 20_000;
/** `#550 5.1.1` is Exchange's form, `550-5.1.1` the first of several lines. */
const SMTP_CODE = /(?:^|[\s:#(;"])([2345]\d{2})[ -](?=#?[\w<"'(*[])/;
const ENHANCED_CODE = /(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![.\d])/;
/** Every line of a reply repeats its codes. */
const CONTINUED = /(?<=\s)([2345]\d{2})[ -](?:[245]\.\d{1,3}\.\d{1,3}[ ]{1,3})?/g;
/** Words of the program that made the report. */
const END = / \(in reply to| Giving up on | \[BODY\]| ?-{3,}| ##| Remote-MTA:/i;

/** The first answer in a text, up to the end of its paragraph: null where no code stands in it. */
export function smtpAnswerIn(text: string): SmtpAnswer | null {
  for (const paragraph of text.slice(0, LONGEST_REPORT).split(/\n[ \t]*\n/)) {
    const line = oneLine(paragraph);
    const found = SMTP_CODE.exec(line);
    const [, code = ''] = found ?? [];
    if (found !== null) return answerOf(Number(code), line.slice(line.indexOf(code, found.index)));
  }

  return null;
}

/** An answer without a code of SMTP; a code of RFC 3463, if there is one. */
export const wordsAsAnswer = (text: string): SmtpAnswer => answerOf(null, oneLine(text));

function answerOf(smtpCode: number | null, line: string): SmtpAnswer {
  const words = (line.split(END)[0] ?? '').slice(0, LONGEST).trim();
  const enhancedCode = ENHANCED_CODE.exec(words)?.[1] ?? null;
  if (smtpCode === null) return { smtpCode, enhancedCode, answer: words };
  const [first = '', ...rest] = words.split(' ');
  const others = ` ${rest.join(' ')}`.replaceAll(CONTINUED, (codes, code: string) =>
    Number(code) === smtpCode ? '' : codes,
  );

  return { smtpCode, enhancedCode, answer: `${first.replace('-', ' ')}${others}` };
}

const oneLine = (text: string): string => text.slice(0, 4_000).replaceAll(/\s+/g, ' ').trim();

/**
 * A program that judges an answer looks for its code. A report that gives none says itself whether the failure is for good:
 * its answer begins with the code of that class.
 */
export function withCode({ smtpCode, enhancedCode, answer }: SmtpAnswer, isFinal: boolean): SmtpAnswer {
  if (smtpCode !== null || !isFinal) return { smtpCode, enhancedCode, answer };
  const code = enhancedCode?.startsWith('4') === true ? 450 : 550;
  const enhanced = enhancedCode === null || answer.includes(enhancedCode) ? '' : `${enhancedCode} `;

  return { smtpCode, enhancedCode, answer: `${code} ${enhanced}${answer}` };
}
