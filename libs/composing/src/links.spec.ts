import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { linksIn, replaceLinks } from './links.js';

const OWN = 'https://n.example/u/token';
const urlsIn = (html: string): string[] => linksIn(html, OWN).map(({ url }) => url);
/** Each address that is a link becomes its place. */
const replaced = (html: string): string => replaceLinks(html, linksIn(html, OWN), (_, at) => `[${at}]`);

describe('a link of HTML', () => {
  it.each([
    ['<a href="https://a.example/x">', '<a href="[0]">', 'https://a.example/x'],
    ["<A class=b HREF = 'http://a.example/'>", "<A class=b HREF = '[0]'>", 'http://a.example/'],
    ['<a href=https://a.example/x/>', '<a href=[0]>', 'https://a.example/x/'],
    ['<a href=https://a.example/x target=_blank>', '<a href=[0] target=_blank>', 'https://a.example/x'],
    ['<a\nhref\n=\n"\n https://a.example/\n x \n">', '<a\nhref\n=\n"[0]">', 'https://a.example/%20x'],
    ['<area href="https://a.example/">', '<area href="[0]">', 'https://a.example/'],
    [
      '<a href="https://a.example/?a=1&amp;b=&quot;&#50;">',
      '<a href="[0]">',
      'https://a.example/?a=1&b=%222',
    ],
    ['<a href="https://a.example/?a=1&copy=2&lt">', '<a href="[0]">', 'https://a.example/?a=1&copy=2%3C'],
    ['<a href="HTTPS:\\\\A.example\\x">', '<a href="[0]">', 'https://a.example/x'],
    [
      '<a href="https://bücher.example/ä?ö#ü">',
      '<a href="[0]">',
      'https://xn--bcher-kva.example/%C3%A4?%C3%B6#%C3%BC',
    ],
    [
      `<a href="https://a.example/" href="https://b.example/">`,
      '<a href="[0]" href="https://b.example/">',
      'https://a.example/',
    ],
    [
      '<base href="https://b.example/"><a href="https://a.example/">',
      '<base href="https://b.example/"><a href="[0]">',
      'https://a.example/',
    ],
    [
      '<!--[if !mso]><!--><a href="https://a.example/"><!--<![endif]-->',
      '<!--[if !mso]><!--><a href="[0]"><!--<![endif]-->',
      'https://a.example/',
    ],
    ['<svg><a href="https://a.example/"></svg>', '<svg><a href="[0]"></svg>', 'https://a.example/'],
    [
      '<a data-href="x" title="a>b" href="https://a.example/">',
      '<a data-href="x" title="a>b" href="[0]">',
      'https://a.example/',
    ],
  ])('is found as a browser finds it: %j', (html, marked, url) => {
    expect(replaced(html)).toBe(marked);
    expect(urlsIn(html)).toEqual([url]);
  });

  it.each([
    '<a href="mailto:ada@a.example">',
    '<a href="tel:+1">',
    '<a href="#top">',
    '<a href="/x"><a href="x"><a href="//a.example/x">',
    '<a href="data:text/html,x"><a href="javascript:void(0)">',
    '<a href=""><a href><a>',
    '<a href="https://"><a href="https://a b.example/"><a href="https:a.example">',
    `<a href="${OWN}"><a href="${OWN}?x=1">`,
    `<a href="https://a.example/${'x'.repeat(2_000)}">`,
    '<link href="https://a.example/"><img src="https://a.example/"><form action="https://a.example/">',
    '<p href="https://a.example/">https://a.example/</p>',
    '<a data-x="href=https://a.example/">',
    '<!-- <a href="https://a.example/"> -->',
    '<!--[if mso]><a href="https://a.example/"><![endif]-->',
    '<style>a { x: "<a href=https://a.example/>" }</style><title><a href="https://a.example/"></title>',
    '<a href="https://a.example/"',
    '<a href="https://a.example/',
    '</a href="https://a.example/">',
    '<base href="https://b.example/"><a href="x">',
  ])('is none of %j', (html) => {
    expect(linksIn(html, OWN)).toEqual([]);
    expect(replaced(html)).toBe(html);
  });

  it('is found below more open elements than the parser counts', () => {
    expect(urlsIn('<div>'.repeat(500) + '<a href="https://a.example/">')).toEqual(['https://a.example/']);
  });
});

/** Attribute values in each way to write them, with the text that a browser reads. */
const written = (value: string): fc.Arbitrary<string> => {
  const entities = value.replaceAll('&', '&amp;');
  const forms = [`"${entities.replaceAll('"', '&quot;')}"`, `'${entities.replaceAll("'", '&#39;')}'`];
  if (/^[^\s"'=<>`]+$/.test(entities)) forms.push(entities);
  return fc.constantFrom(...forms);
};

const url = fc.webUrl({ withQueryParameters: true, withFragments: true });
const other = fc.oneof(
  fc.constantFrom('#a', '/a', 'a.html', 'mailto:a@b.example', 'tel:1', OWN),
  fc.string({ maxLength: 20 }).filter((text) => !/^\s*https?:/i.test(text)),
);
const blank = fc.constantFrom(' ', '\n', '\t ');
const words = fc.string({ maxLength: 30 }).map((text) => text.replaceAll(/[<&]/g, ''));
const linkPiece = fc
  .tuple(
    fc.constantFrom('a', 'A', 'area'),
    blank,
    fc.constantFrom('href', 'HREF'),
    url.chain((each) => fc.tuple(fc.constant(each), written(each))),
  )
  .map(([tag, space, name, [target, value]]) => ({ html: `<${tag}${space}${name}=${value}>`, target }));
const otherPiece = fc
  .oneof(
    words,
    other.chain(written).map((value) => `<a title="x" href=${value}>`),
    url.chain(written).map((value) => `<img src=${value}>`),
    url.map((each) => `<!--<a href="${each.replaceAll('"', '')}">-->`),
  )
  .map((html) => ({ html, target: undefined }));

describe('replaced links', () => {
  it('are the targets of the HTML in their order, and nothing else of it changes', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(linkPiece, otherPiece), { maxLength: 30 }), (pieces) => {
        const html = pieces.map((piece) => piece.html).join('');
        const targets = pieces.flatMap(({ target }) => (target === undefined ? [] : [new URL(target).href]));
        const links = linksIn(html, OWN);
        expect(links.map((link) => link.url)).toEqual(targets);

        const marked = replaceLinks(html, links, (_, at) => `https://n.example/c/${at}!`);
        const originals = links.map(({ from, to }) => html.slice(from, to));
        expect(
          marked.replaceAll(/https:\/\/n\.example\/c\/(\d+)!/g, (_, at) => originals[Number(at)] ?? ''),
        ).toBe(html);
        expect(linksIn(marked, OWN)).toHaveLength(links.length);
      }),
    );
  });

  it('never fail, whatever the HTML', () => {
    const tag = fc.constantFrom(
      '<a href=',
      '"',
      "'",
      '>',
      '</a>',
      '<!--',
      '-->',
      'https://a.example/',
      ' ',
      '<',
      '&amp',
      '<svg>',
      '<title>',
      '<![CDATA[',
    );
    fc.assert(
      fc.property(
        fc.array(tag).map((parts) => parts.join('')),
        (html) => {
          const links = linksIn(html, OWN);
          const back = links.map(({ from, to }) => html.slice(from, to));
          for (const each of back) expect(each).toContain('https:');
          let at = 0;
          expect(replaceLinks(html, links, () => back[at++] ?? '')).toBe(html);
        },
      ),
    );
  });
});
