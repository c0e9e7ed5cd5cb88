import { addToBody } from './add-to-body.js';
import type { RenderedMessage } from './compose-message.js';
import { addFooterLines, footerLines, footerParagraph, type FooterSettings } from './footer.js';
import { linksIn, type HtmlLink } from './links.js';
import { hasText, type MessageText } from './message-text.js';
import { namesUnsubscribeUrl } from './way-out.js';

/** All that the message of a send gets beside its templates. */
export interface Additions {
  readonly footer: FooterSettings;
  readonly unsubscribeUrl: string;
  /** Markup for the end of the HTML, after the footer. */
  readonly markup: string;
  /** Whether the links of the HTML are found, because they will lead through the tracking domain. */
  readonly findsLinks: boolean;
}

/** The parts of a message as they leave, and the links of its HTML. */
export interface FinishedParts {
  readonly html: string | null;
  readonly text: string;
  readonly links: readonly HtmlLink[];
}

/** Each part has the footer that it needs itself: a reader sees one of them. */
export function finish(
  message: RenderedMessage,
  messageText: MessageText,
  additions: Additions | null,
): FinishedParts {
  const { html, text } = message;
  if (additions === null) return { html, text, links: [] };
  const { unsubscribeUrl, findsLinks } = additions;
  const finished = html === null ? null : finishedHtml(html, messageText, additions);

  return {
    html: finished,
    text: addFooterLines(text, linesBelowText(message, messageText, additions), unsubscribeUrl),
    links: findsLinks && finished !== null ? linksIn(finished, unsubscribeUrl) : [],
  };
}

function finishedHtml(
  html: string,
  { body_html }: MessageText,
  { footer, unsubscribeUrl, markup }: Additions,
): string {
  const lines = footerLines(footer, hasText(body_html) && namesUnsubscribeUrl('html', body_html));
  const added = footerParagraph(lines, unsubscribeUrl) + markup;

  return added === '' ? html : addToBody(html, added);
}

/** A text that comes from HTML may have lost the link of the HTML: that of an image without words. */
function linesBelowText(
  { text, hasOwnText }: RenderedMessage,
  { body_text }: MessageText,
  { footer, unsubscribeUrl }: Additions,
): string[] {
  const hasLink = hasOwnText
    ? hasText(body_text) && namesUnsubscribeUrl('text', body_text)
    : text.includes(unsubscribeUrl);

  return footerLines(footer, hasLink);
}
