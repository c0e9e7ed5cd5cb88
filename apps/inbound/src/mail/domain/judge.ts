import type { Judgement, JudgementRule, JudgeOptions } from './judgement.js';
import type { Mail } from './mail.js';

/** The first rule that has something to say decides. */
const RULES: readonly JudgementRule[] = [];

/** Says what a mail is. Never throws, in time that grows with the length of the mail alone. */
export function judge(mail: Mail, options: JudgeOptions): Judgement {
  for (const rule of RULES) {
    const judgement = rule(mail, options);
    if (judgement !== null) return judgement;
  }

  return { kind: 'reply', intent: 'other', confidence: 0.1, automatic: false };
}
