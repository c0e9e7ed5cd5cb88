export const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** A line of text in which backticks mark code. */
export const prose = (text: string): string => escape(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>');

export const paragraphs = (text: string): string =>
  text
    .split('\n\n')
    .map((paragraph) => `<p>${prose(paragraph)}</p>`)
    .join('\n');

/** A reference leads to the schema that it names. */
const linked = (text: string): string =>
  escape(text).replaceAll(/#\/components\/schemas\/(\w+)/g, '<a href="#schema-$1">$1</a>');

export const json = (value: unknown): string => `<pre>${linked(JSON.stringify(value, null, 2))}</pre>`;

/** On one line. */
export const shortJson = (value: unknown): string => `<code>${linked(JSON.stringify(value))}</code>`;

export const titled = (title: string, html: string): string =>
  html === '' ? '' : `<h4>${title}</h4>\n${html}`;
