import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { link, localTime, safeText } from './slack-text.js';

const FAMILY = '👩‍👩‍👧‍👦';

describe('a foreign text in Slack', () => {
  it.each([
    ['mentions nobody', '<!channel> <@U024BE7LR>', '&lt;!channel&gt; &lt;@U024BE7LR&gt;'],
    ['links to nothing', '<https://a.example|us> & co', '&lt;https://a.example|us&gt; &amp; co'],
    ['is not bold, struck or code', '*a* ~b~ `c`', '∗a∗ ∼b∼ ’c’'],
    ['is not italic', '_a_ (_b_)', 'ˍaˍ (ˍbˍ)'],
    ['keeps underscores within words', 'first_name@a.example', 'first_name@a.example'],
    ['is one line, and no quote', 'a\r\n> b\u2028c', 'a &gt; b c'],
    ['does not turn its direction', 'invoice\u202Efdp.exe', 'invoice fdp.exe'],
    ['hides no control character behind a combining mark', '<\u0301!here>', '&lt;\u0301!here&gt;'],
  ])('%s', (_, text, expected) => {
    expect(safeText(text, 100)).toBe(expected);
  });

  it('is cut between characters as people see them', () => {
    expect(safeText(`ab${FAMILY}${FAMILY}`, 14)).toBe(`ab${FAMILY}…`);
    expect(safeText('a&&', 7)).toBe('a&amp;…');
    expect(safeText(`a${'\u0301'.repeat(50)}`, 10)).toBe('…');
  });

  it('is never longer than allowed, and whole where it is shorter', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 40 }), (text, max) => {
        const whole = safeText(text, 1_000);
        const cut = safeText(text, max);
        expect(cut.length).toBeLessThanOrEqual(max);
        expect(cut === whole || (cut.endsWith('…') && whole.startsWith(cut.slice(0, -1)))).toBe(true);
        expect(whole.length >= max || cut === whole).toBe(true);
      }),
    );
  });

  it('cannot end the label of a link', () => {
    expect(link('https://a.example/', 'x|y')).toBe('<https://a.example/|x¦y>');
  });
});

describe('a time in Slack', () => {
  it('is shown in the time zone of the reader, else in UTC', () => {
    expect(localTime('2026-04-21T11:58:00.000+02:00')).toBe(
      '<!date^1776765480^{date_short_pretty} {time}|2026-04-21 09:58 UTC>',
    );
  });
});
