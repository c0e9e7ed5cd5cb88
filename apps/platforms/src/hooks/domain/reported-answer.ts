/** The answer of a server, as a delivery report has it. */
export interface ReportedAnswer {
  readonly answer: string;
  readonly smtp_code: number | null;
  readonly enhanced_code: string | null;
}

const MAX_ANSWER = 1_000;
const SMTP_CODE = /\b([45]\d\d)\b(?!\.\d)/;
const ENHANCED_CODE = /\b([45]\.\d{1,3}\.\d{1,3})\b/;

/** The words of a bounce with the codes in them. Without any words the class of the bounce stays unknown. */
export function reportedAnswer(words: string, platform: string): ReportedAnswer {
  const answer = words.slice(0, MAX_ANSWER).replaceAll(/\s+/g, ' ').trim();
  const code = SMTP_CODE.exec(answer)?.[1];
  return {
    answer: answer === '' ? `${platform} reports a bounce without the words of the server` : answer,
    smtp_code: code === undefined ? null : Number(code),
    enhanced_code: ENHANCED_CODE.exec(answer)?.[1] ?? null,
  };
}
