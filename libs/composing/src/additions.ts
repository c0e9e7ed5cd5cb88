import { addToBody } from './add-to-body.js';
import type { ComposedMessage } from './compose-message.js';
import { addFooterLines, footerLines, footerParagraph, type FooterSettings } from './footer.js';
import { linksIn, type HtmlLink } from './links.js';

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

/**
 * Each part has the footer that it needs itself: a reader sees one of them. The rendered part decides, and not its template:
 * a template may name the link in a branch that this contact does not get, and a text that comes from HTML may have lost
 * the link of an image without words.
 */
export function finish({ html, text }: ComposedMessage, additions: Additions | null): FinishedParts {
  if (additions === null) return { html, text, links: [] };
  const { footer, unsubscribeUrl, findsLinks } = additions;
  const finished = html === null ? null : finishedHtml(html, additions);

  return {
    html: finished,
    text: addFooterLines(text, footerLines(footer, text.includes(unsubscribeUrl)), unsubscribeUrl),
    links: findsLinks && finished !== null ? linksIn(finished, unsubscribeUrl) : [],
  };
}

function finishedHtml(html: string, { footer, unsubscribeUrl, markup }: Additions): string {
  const lines = footerLines(footer, html.includes(unsubscribeUrl));
  const added = footerParagraph(lines, unsubscribeUrl) + markup;

  return added === '' ? html : addToBody(html, added);
}
