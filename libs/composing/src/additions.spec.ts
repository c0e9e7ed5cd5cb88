import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { compose, type ComposeTask } from './compose-task.js';
import type { FooterSettings } from './footer.js';
import type { MessageText } from './message-text.js';

const URL_OF_PERSON = 'https://n.example/u/token';
const DEFAULT: FooterSettings = { footer: null, postalAddress: null };

interface Facts {
  readonly footer?: FooterSettings;
  readonly markup?: string;
  readonly findsLinks?: boolean;
}

const task = (
  texts: Partial<MessageText>,
  { footer = DEFAULT, markup = '', findsLinks = false }: Facts = {},
): ComposeTask => {
  const messageText = { subject: 'Hi', body_html: null, body_text: null, ...texts };
  return {
    kind: 'compose',
    messageText,
    threadRoot: messageText,
    threadSubject: null,
    scope: { unsubscribe_url: URL_OF_PERSON },
    seed: 'send_1',
    now: 0,
    timeZone: 'UTC',
    additions: { footer, unsubscribeUrl: URL_OF_PERSON, markup, findsLinks },
    reports: false,
  };
};
const composed = (texts: Partial<MessageText>, facts?: Facts) => compose(task(texts, facts), 1_000);

const PARAGRAPH = '<p style="font-size:12px;color:#666666">';
const LINK = `<a href="${URL_OF_PERSON}">Unsubscribe</a>`;

describe('the footer of a workspace', () => {
  it('is a line with the link where the workspace has set none, at the end of each part', () => {
    const { html, text } = composed({ body_html: '<body><b>Hi</b>\n</body>', body_text: 'Hi\n' });
    expect(html).toBe(`<body><b>Hi</b>\n${PARAGRAPH}${LINK}</p></body>`);
    expect(text).toBe(`Hi\n\nUnsubscribe: ${URL_OF_PERSON}`);
  });

  it('ends a text that comes from the HTML in the way of a text', () => {
    expect(composed({ body_html: '<p>Hi</p>' }).text).toBe(`Hi\n\nUnsubscribe: ${URL_OF_PERSON}`);
  });

  it('is the own one of the workspace, with its lines, and as text in HTML', () => {
    const footer = {
      footer: 'A <b> & Söhne\r\nAbmelden: {{unsubscribe_url}}\nor {{ unsubscribe_url }}.',
      postalAddress: null,
    };
    const { html, text } = composed({ body_html: 'Hi', body_text: 'Hi' }, { footer });
    expect(text).toBe(`Hi\n\nA <b> & Söhne\nAbmelden: ${URL_OF_PERSON}\nor ${URL_OF_PERSON}.`);
    expect(html).toBe(
      `Hi${PARAGRAPH}A &lt;b&gt; &amp; Söhne<br><a href="${URL_OF_PERSON}">Abmelden</a><br>or <a href="${URL_OF_PERSON}">${URL_OF_PERSON}</a>.</p>`,
    );
  });

  it('is none where the workspace wants none', () => {
    const { html, text } = composed({ body_html: 'Hi' }, { footer: { footer: '', postalAddress: null } });
    expect([html, text]).toEqual(['Hi', 'Hi']);
  });

  it.each([
    [
      'its own text',
      { body_html: '<a href="{{ unsubscribe_url }}">Leave</a>', body_text: 'Hi' },
      [false, true],
    ],
    ['its HTML', { body_html: 'Hi', body_text: 'Leave: {{ unsubscribe_url }}' }, [true, false]],
    ['no part', { body_html: '{{ unsubscribe_url }}', body_text: '{{ unsubscribe_url }}' }, [false, false]],
    [
      'no part, when the text comes from the HTML',
      { body_html: '<a href="{{ unsubscribe_url }}">Leave</a>' },
      [false, false],
    ],
    [
      'both parts, when the name is in a branch that this contact does not get',
      {
        body_html: 'Hi{% if country == "US" %}{{ unsubscribe_url }}{% endif %}',
        body_text: 'Hi{% if country == "US" %}{{ unsubscribe_url }}{% endif %}',
      },
      [true, true],
    ],
    [
      'a text that lost the link of an image',
      { body_html: '<img><!-- {{ unsubscribe_url }} -->' },
      [false, true],
    ],
    [
      'both parts, when the name is in no variable',
      { body_html: 'unsubscribe_url', body_text: '{% comment %}{{ unsubscribe_url }}{% endcomment %}Hi' },
      [true, true],
    ],
  ])('is only in the part that has no link of its author: %s', (_, texts, [inHtml, inText]) => {
    const { html, text } = composed(texts);
    expect(html?.includes(PARAGRAPH)).toBe(inHtml);
    expect(text.includes(`\nUnsubscribe: ${URL_OF_PERSON}`)).toBe(inText);
  });

  it('is followed by the postal address, also where the author shows the link', () => {
    const postalAddress = '1 Example St\nSpringfield';
    const without = composed({ body_html: 'Hi' }, { footer: { footer: '', postalAddress } });
    expect(without.text).toBe('Hi\n\n1 Example St\nSpringfield');
    expect(without.html).toBe(`Hi${PARAGRAPH}1 Example St<br>Springfield</p>`);
    const named = composed(
      { body_text: '{{ unsubscribe_url }}' },
      { footer: { footer: null, postalAddress } },
    );
    expect(named.text).toBe(`${URL_OF_PERSON}\n\n1 Example St\nSpringfield`);
    const both = composed({ body_text: 'Hi' }, { footer: { footer: null, postalAddress } });
    expect(both.text).toBe(`Hi\n\nUnsubscribe: ${URL_OF_PERSON}\n1 Example St\nSpringfield`);
  });

  it('does not make a message of nothing else', () => {
    expect(composed({ body_html: ' <p></p> ' }).emptyFields).toEqual(['body_html']);
  });

  it('comes before the markup that nobody sees', () => {
    expect(composed({ body_html: '<body>Hi</body>' }, { markup: '<img>' }).html).toBe(
      `<body>Hi${PARAGRAPH}${LINK}</p><img></body>`,
    );
  });
});

describe('the links of a message', () => {
  const BODY = '<a href="https://a.example/">A</a> <a href="{{ unsubscribe_url }}">Leave</a>';

  it('are those of its HTML, without the unsubscribe link', () => {
    const { html, links } = composed(
      { body_html: `${BODY}<a href='https://b.example/'>B</a>` },
      { findsLinks: true },
    );
    expect(links.map(({ url }) => url)).toEqual(['https://a.example/', 'https://b.example/']);
    expect(links.map(({ from, to }) => html?.slice(from, to))).toEqual([
      'https://a.example/',
      'https://b.example/',
    ]);
    expect(composed({ body_html: BODY }).links).toEqual([]);
    expect(composed({ body_text: 'https://a.example/' }, { findsLinks: true }).links).toEqual([]);
  });

  it('leave the text as it is without them', () => {
    const part = fc.constantFrom(
      '<a href="https://a.example/">A</a>',
      'https://b.example/',
      '<p>',
      ' ',
      '{{ unsubscribe_url }}',
      'Hi',
    );
    const body = fc.array(part).map((parts) => parts.join(''));
    fc.assert(
      fc.property(body, fc.option(body), (body_html, body_text) => {
        const texts = { body_html, body_text };
        expect(composed(texts, { findsLinks: true }).text).toBe(composed(texts).text);
      }),
    );
  });
});
