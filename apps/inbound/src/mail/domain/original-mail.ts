import { addressesIn } from './addresses.js';
import { fieldsOf } from './fields.js';
import type { OriginalMail } from './judgement.js';
import type { Mail } from './mail.js';

const MAX_ORIGINALS = 20;

/** Fields in which programs name the original's id. */
const ID_LINES =
  /(?:^|\n)[ \t>]{0,20}(?:x-)?(?:the )?(?:original[ -])?message[ -]?id(?: is)?[ \t]?:[ \t]{0,20}(?:\n[ \t]{1,20})?<?([^<>\s]{1,998}@[^<>\s]{1,998})>?/gi;

/** Headers of the returned mail that name its recipient, those of providers first. */
const RECIPIENT_FIELDS = [
  'x-hmxmroriginalrecipient',
  'x-ms-exchange-organization-originalrecipient',
  'original-rcpt-to',
  'to',
];

/** A report says in its fields, in the returned headers, or in its text which mail it is about. */
export function originalOf(mail: Mail, recipients: readonly (string | null)[]): OriginalMail {
  const contents = mail.reports.map(({ content }) => content);
  const ids = [...contents, mail.text].flatMap((content) => messageIdsIn(content));
  const named = contents.flatMap((content) => recipientsIn(content));

  return {
    messageIds: [...new Set(ids)].slice(0, MAX_ORIGINALS),
    to: [...new Set([...recipients.filter((email) => email !== null), ...named])].slice(0, MAX_ORIGINALS),
  };
}

const messageIdsIn = (content: string): string[] => [...content.matchAll(ID_LINES)].map(([, id]) => id ?? '');

function recipientsIn(content: string): string[] {
  const fields = fieldsOf(content);

  return RECIPIENT_FIELDS.flatMap((name) => addressesIn(fields.get(name) ?? ''));
}
