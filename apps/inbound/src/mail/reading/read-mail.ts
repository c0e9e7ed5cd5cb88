import {
  MAX_MAIL_BYTES,
  MAX_TEXT_LENGTH,
  type Mail,
  type ReportPart,
  type Unreadable,
} from '../domain/mail.js';
import { bodyTexts } from './body-texts.js';
import { decodePart } from './decode-part.js';
import { isHtml, isPlain, isReport, typeOf } from './kept-parts.js';
import { MailHeaders } from './mail-headers.js';
import { oneLine, plain } from './plain.js';
import { splitMail, type RawPart, type SplitMail } from './split-mail.js';

const MAX_SUBJECT_LENGTH = 1_000;
const MAX_REPORTS = 10;

/**
 * Reads any bytes: never throws, and needs some megabytes beside them, whatever a mail of 25 MB holds. A mail beyond a
 * limit, or one that the library gives up on, is unreadable, and says why.
 */
export async function readMail(raw: Buffer): Promise<Mail | Unreadable> {
  if (raw.length > MAX_MAIL_BYTES) return { unreadable: `larger than ${MAX_MAIL_BYTES / 1024 / 1024} MB` };
  try {
    return await mailOf(await splitMail(raw));
  } catch (error) {
    return { unreadable: oneLine(error instanceof Error ? error.message : String(error), 200) };
  }
}

async function mailOf({ root, parts }: SplitMail): Promise<Mail> {
  const headers = MailHeaders.of(root);
  const date = new Date(headers.textOf('date') ?? '');

  return {
    messageId: headers.messageIdsOf('message-id')[0] ?? null,
    from: headers.addressesOf('from')[0] ?? null,
    to: headers.addressesOf('to', 'cc', 'delivered-to', 'x-original-to'),
    subject: oneLine(headers.textOf('subject') ?? '', MAX_SUBJECT_LENGTH),
    date: Number.isNaN(date.getTime()) ? null : date,
    references: [
      ...new Set([
        ...headers.messageIdsOf('in-reply-to'),
        ...headers.messageIdsOf('references').toReversed(),
      ]),
    ],
    headers: headers.firstValues(),
    contentType: typeOf(root),
    ...(await textsOf(parts)),
    reports: await Promise.all(
      parts
        .filter(({ node }) => isReport(node))
        .slice(0, MAX_REPORTS)
        .map((part) => reportOf(part)),
    ),
  };
}

async function textsOf(parts: readonly RawPart[]): Promise<Pick<Mail, 'newText' | 'text'>> {
  const text = await joined(parts.filter(({ node }) => isPlain(node)));
  const html = text.trim() === '' ? await joined(parts.filter(({ node }) => isHtml(node))) : '';

  return bodyTexts(text, html);
}

async function joined(parts: readonly RawPart[]): Promise<string> {
  const texts: string[] = [];
  for (const part of parts.slice(0, MAX_TEXTS)) texts.push(await decodePart(part));

  return plain(texts.join('\n'), MAX_TEXT_LENGTH);
}

/** Mail programs cut a text where an image stands in it. */
const MAX_TEXTS = 20;

const reportOf = async (part: RawPart): Promise<ReportPart> => ({
  type: typeOf(part.node),
  content: plain(await decodePart(part), MAX_TEXT_LENGTH),
});
