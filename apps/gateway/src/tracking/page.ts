import { createHash } from 'node:crypto';
import { PAGE_TEXTS, type PageLanguage } from './page-texts.js';

const STYLE =
  'body{font:18px/1.5 system-ui,sans-serif;max-width:34em;margin:15vh auto;padding:0 1em;text-align:center;overflow-wrap:anywhere}' +
  'button{font:inherit;padding:.5em 1.5em;cursor:pointer}';

/**
 * No script, no image, no frame around the page (a click that somebody else has prepared), and a form that goes nowhere
 * else.
 */
export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-robots-tag': 'noindex, nofollow',
} as const;

/** The page of an unsubscribe link: one question, one button. Its form goes to its own address, so that the token is not repeated. */
export const unsubscribePage = (language: PageLanguage, sender: string): string => {
  const { unsubscribe, question, button } = PAGE_TEXTS[language];
  return pageOf(language, unsubscribe, `<p>${withSender(question, sender)}</p>${buttonOf(button)}`);
};

/** The answer to the button. */
export const unsubscribedPage = (language: PageLanguage, sender: string): string => {
  const { unsubscribed, confirmation } = PAGE_TEXTS[language];
  return pageOf(language, unsubscribed, `<p>${withSender(confirmation, sender)}</p>`);
};

/** The answer to the button when nothing could be stored. */
export const failedPage = (language: PageLanguage): string => {
  const { failed, failedHint, button } = PAGE_TEXTS[language];
  return pageOf(language, failed, `<p>${failedHint}</p>${buttonOf(button)}`);
};

/** The page for a token that we did not sign. It says nothing about the token. */
export const unknownPage = (language: PageLanguage): string => {
  const { unknown, unknownHint } = PAGE_TEXTS[language];
  return pageOf(language, unknown, `<p>${unknownHint}</p>`);
};

const buttonOf = (text: string): string => `<form method="post"><button>${text}</button></form>`;

const pageOf = (language: PageLanguage, title: string, body: string): string => `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${title}</h1>
${body}
</body>
</html>
`;

/** The name is a customer's text: escaped, and isolated so that letters of right-to-left scripts turn no sentence around. */
const withSender = (text: string, sender: string): string =>
  text.replace('{sender}', () => `<bdi>${escaped(sender)}</bdi>`);

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
