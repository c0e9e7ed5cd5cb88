import { describe, expect, it } from '@jest/globals';
import { htmlToText } from './html-to-text.js';
import { spin } from './spin.js';

describe('spintax', () => {
  it('is the same for the same send, and even over many', () => {
    const counts = new Map<string, number>();
    for (let send = 0; send < 3_000; send += 1) {
      const word = spin('Hi|Hello | Hey', `send_${send}`);
      expect(spin('Hi|Hello | Hey', `send_${send}`)).toBe(word);
      counts.set(word, (counts.get(word) ?? 0) + 1);
    }
    expect([...counts.keys()].toSorted()).toEqual(['Hello', 'Hey', 'Hi']);
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(120);
  });
});

describe('the text of an HTML body', () => {
  it.each([
    ['<p>Hi Ada,</p><p>two&nbsp;words &amp; more</p>', 'Hi Ada,\n\ntwo words & more'],
    ['one<br>two<br/>three', 'one\ntwo\nthree'],
    ['<style>p {}</style><ul><li>a</li><li>b</li></ul>', '- a\n- b'],
    ['see <a class="x" href="https://a.example/b">our page</a>.', 'see our page (https://a.example/b).'],
    ["<a href='https://a.example'>https://a.example</a>", 'https://a.example'],
    ['&lt;b&gt; &#8364; &#x41; &bogus;', '<b> € A &bogus;'],
    ['a\n   b', 'a b'],
    ['<constructor>&constructor;', '&constructor;'],
    ['<p>1 < 2 <3</p>a<!-- hidden <p> -->b', '1 < 2 <3\n\nab'],
    ['<head><meta charset="utf-8"><p>a head that nobody closed</p>', 'a head that nobody closed'],
    [
      '<a href="https://a.example"><b>one</b><br>two</a> <a href="https://b.example">',
      'one two (https://a.example)',
    ],
    ['cut off <a href="https://a.example', 'cut off <a href="https://a.example'],
  ])('of %j', (html, text) => {
    expect(htmlToText(html)).toBe(text);
  });

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
    '<a href="x>">',
    '</a',
    ' ',
    '&#',
  ])('costs what its length costs, also for 200 kB of %j', (piece) => {
    const began = process.cpuUsage(); // and not the time on the wall, which a busy machine stretches
    htmlToText(`${piece.repeat(200_000 / piece.length)}</p>`);
    htmlToText(piece.repeat(200_000 / piece.length));
    expect(process.cpuUsage(began).user / 1_000).toBeLessThan(1_000);
  });
});
