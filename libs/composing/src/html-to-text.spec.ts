import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { addToBody } from './add-to-body.js';
import { HtmlParser } from './html-parser.js';
import { htmlToText } from './html-to-text.js';

describe('the text of an HTML body', () => {
  it.each([
    ['paragraphs', '<p>Hi Ada,</p><p>two&nbsp;words &amp; more</p>', 'Hi Ada,\n\ntwo words & more'],
    ['line breaks', 'one<br>two<br/>three<br><br>four', 'one\ntwo\nthree\n\nfour'],
    ['blocks', 'Hi Ann,<p>how are you?</p>fine', 'Hi Ann,\n\nhow are you?\n\nfine'],
    ['typographic entities', 'it&rsquo;s &mdash; caf&eacute;', 'it’s — café'],
    ['preformatted lines', '<pre>\nif a\n  b <b>c</b>\n\nd</pre>e', 'if a\n  b c\n\nd\n\ne'],
    ['lines', '<div>a</div><div>b<div>c</div></div>d<div><br></div><div>e</div>', 'a\nb\nc\nd\n\ne'],
    ['headings', '<h1>Hello <b>you</b></h1>text', 'Hello you\n\ntext'],
    ['words of inline elements', '<b>one</b> <i>two</i><u>three</u>', 'one twothree'],
    ['white space', 'a\n   b<p>\n c </p>', 'a b\n\nc'],
    ['named entities', 'it&rsquo;s 5&nbsp;&euro; at the caf&eacute; &lt;b&gt;', 'it’s 5 € at the café <b>'],
    ['numeric entities', '&#8364; &#x41; &bogus; &constructor; AT&T', '€ A &bogus; &constructor; AT&T'],
    ['angle brackets that are no tags', '<p>1 < 2 <3</p>a<!-- hidden <p> -->b', '1 < 2 <3\n\nab'],
    ['unknown elements', '<constructor>a</constructor><o:p>b</o:p>', 'ab'],
  ])('has its %s', (_, html, text) => {
    expect(htmlToText(html)).toBe(text);
  });

  it.each([
    [
      'a label',
      'see <a class="x" href="https://a.example/b">our\n page</a>.',
      'see our page (https://a.example/b).',
    ],
    ['an unquoted address', '<a href=https://a.example/?a=1&amp;b=2>b</a>', 'b (https://a.example/?a=1&b=2)'],
    ['a label that is its address', "<a href='https://a.example'>https://a.example</a>", 'https://a.example'],
    [
      'an image for a label',
      '<a href="https://a.example"><img src="b.png" alt="a > b"></a>',
      'https://a.example',
    ],
    ['an address as its label', '<a href="https://a.example/">a.example</a>', 'https://a.example/'],
    ['no address but another attribute', '<a data-href="https://a.example" href=x:1>b</a>', 'b (x:1)'],
    ['only another attribute', '<a data-href="https://a.example">b</a>', 'b'],
    ['a mail address', '<a href="mailto:ada@a.example">ada@a.example</a>', 'ada@a.example'],
    ['an address within the page', '<a href="#top">up</a>', 'up'],
    [
      'a label of two lines',
      '<p>a</p><a href="https://a.example"><b>one</b><br>two</a> <a href="https://b.example">',
      'a\n\none two (https://a.example)',
    ],
    [
      'another link within it',
      '<a href="x:1">one <a href="x:2">two</a> three</a>',
      'one (x:1) two (x:2) three',
    ],
    ['no end', '<a href="x:1">one<p>two</p>three', 'one\n\ntwo\n\nthree (x:1)'],
    ['no end of its tag', 'cut off <a href="https://a.example', 'cut off'],
  ])('has a link with %s', (_, html, text) => {
    expect(htmlToText(html)).toBe(text);
  });

  it('never breaks a line that its author did not break', () => {
    const address = `https://a.example/${'long/'.repeat(100)}`;
    const words = 'word '.repeat(200).trim();
    expect(htmlToText(`<p>${words} <a href="${address}">here</a></p>`)).toBe(`${words} here (${address})`);
  });

  it.each([
    ['bullets', '<ul><li>a</li>\n<li>b</li></ul>c', '- a\n- b\n\nc'],
    ['numbers', 'x<ol><li>a<li>b<ul><li>c</ul><li></ol>', 'x\n\n1. a\n2. b\n  - c'],
    ['paragraphs', '<ul><li><p>a</p></li><li><p>b</p></li></ul>', '- a\n\n- b'],
  ])('has lists with %s', (_, html, text) => {
    expect(htmlToText(html)).toBe(text);
  });

  it.each([
    [
      'cells',
      '<table><tr><th>Plan</th><th>Price</th></tr><tr><td>Pro</td><td>10 €</td></tr></table>',
      'Plan | Price\nPro | 10 €',
    ],
    ['cells alone', '<td>Price</td><td>40</td>', 'Price | 40'],
    ['empty cells', '<table><tr><td></td><td>a</td><td> </td><td>b<td></table>', 'a | b'],
    [
      'a layout',
      '<table><tr><td><table><tr><td>a</td></tr></table></td></tr><tr><td><p>b</p></td></tr></table>',
      'a\n\nb',
    ],
  ])('has tables with %s', (_, html, text) => {
    expect(htmlToText(html)).toBe(text);
  });

  it.each([
    ['images and their alternative text', '<p>a<img src="x.png" alt="a > b" width=1>b</p>', 'ab'],
    ['styles, scripts and titles', '<title>t</title><style>p > a {}</style><script>1 < 2</script>a', 'a'],
    ['images without quotes', '<img alt="a > b" src=x>after', 'after'],
    [
      'preheader',
      '<div style="color:#fff; display: none;max-height:0">secret <b>words</b><br></div><p>a</p>',
      'a',
    ],
    ['hidden element', '<p hidden>x</p><span style="visibility:hidden">y</span>a', 'a'],
    ['conditional comments', '<!--[if mso]><table><![endif]-->a<![if !mso]>b<![endif]>', 'ab'],
    [
      'a head, unless nobody closed it',
      '<head><meta charset="utf-8"><p>a head that nobody closed</p>',
      'a head that nobody closed',
    ],
  ])('has no %s', (_, html, text) => {
    expect(htmlToText(html)).toBe(text);
  });
});

/** Half of what a template may print at most. */
const LENGTH = 250_000;

describe('hostile HTML', () => {
  it.each([
    '<!--',
    '<style>',
    '<head>',
    '<',
    '</',
    '<a ',
    '<a href="',
    '<a href=x',
    '<a href="x">',
    '<a href="x>',
    '</a',
    '</p>',
    ' ',
    '&',
    '&#',
    '<b>',
    '<svg>',
    '<ul><li>',
    '<table><tr><td>a',
    '<b></i>',
    '<li>a',
    '<br>',
  ])('becomes no more text than it is long, and leaves few elements open: many %j', (piece) => {
    const html = `${piece.repeat(LENGTH / piece.length)}</p></body>`;
    let open = 0;
    let most = 0;
    const parser = new HtmlParser({
      onopentag: () => (most = Math.max(most, (open += 1))),
      onclosetag: () => (open -= 1),
    });
    parser.end(html);

    expect(most).toBeLessThanOrEqual(201);
    expect(htmlToText(html).length).toBeLessThanOrEqual(2 * html.length);
    expect(addToBody(html, '<img>')).toHaveLength(html.length + 5);
  });

  it('keeps the words of elements however deep they are', () => {
    expect(htmlToText(`${'<div>'.repeat(10_000)}deep${'</div>'.repeat(10_000)} and after`)).toBe(
      'deep and after',
    );
  });

  const TAGS = [
    'p',
    'div',
    'b',
    'ul',
    'ol',
    'li',
    'table',
    'tr',
    'td',
    'a href="x:1"',
    'br',
    'img alt="x > y"',
  ];
  const piece = fc.oneof(
    fc.constantFrom(...TAGS.flatMap((tag) => [`<${tag}>`, `</${tag.split(' ')[0]}>`])),
    fc.constantFrom('one', ' two ', '&eacute;', '&nbsp;', '\n', ' < ', '&', '<!-- x -->'),
  );

  it('becomes text without rows of blank lines or space at the ends of lines, and keeps every word', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = htmlToText(pieces.join(''));
        expect(text).not.toMatch(/\n{3}|[ \t]\n|[ \t]$|^\n|\n$|alt=/);
        expect(text.match(/one|two|é/g) ?? []).toHaveLength(
          pieces.filter((each) => /one|two|&eacute;/.test(each)).length,
        );
      }),
    );
  });
});
