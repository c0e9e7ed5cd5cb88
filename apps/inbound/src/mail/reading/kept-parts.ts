import type { MimeNode } from '@zone-eu/mailsplit';

/** Parts that say something to a machine, whatever their disposition is. */
const REPORT_TYPES = new Set([
  'message/delivery-status',
  'message/disposition-notification',
  'message/feedback-report',
  'message/global',
  'message/global-delivery-status',
  'message/global-headers',
  'message/rfc822',
  'message/rfc822-headers',
  'text/calendar',
  'text/rfc822-headers',
]);

export const typeOf = (node: MimeNode): string =>
  node.contentType === false ? 'text/plain' : node.contentType;

export const isReport = (node: MimeNode): boolean => REPORT_TYPES.has(typeOf(node));

export const isHtml = (node: MimeNode): boolean =>
  typeOf(node) === 'text/html' && node.disposition !== 'attachment';

/** A whole mail of an unknown kind of text counts, and one with parts of which nothing can be found. */
export const isPlain = (node: MimeNode): boolean =>
  node.disposition !== 'attachment' &&
  (typeOf(node) === 'text/plain' || (node.root && !isHtml(node) && /^(?:text|multipart)/.test(typeOf(node))));

export const isKept = (node: MimeNode): boolean => isReport(node) || isPlain(node) || isHtml(node);

/** Encoded bytes. A report names its recipients at its beginning; markup is some times longer than its text. */
const KEPT_BYTES = { report: 64 * 1024, plain: 600 * 1024, html: 1024 * 1024 };

export const keptBytes = (node: MimeNode): number =>
  KEPT_BYTES[isReport(node) ? 'report' : isHtml(node) ? 'html' : 'plain'];
