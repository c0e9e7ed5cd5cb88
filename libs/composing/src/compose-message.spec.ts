import { describe, expect, it } from '@jest/globals';
import { composeMessage, type Render } from './compose-message.js';

/** Shows which field was rendered. */
const render: Render = (field, source) => `${field}: ${source}`;
const copy = { subject: '', body_html: '<p>Hi <b>Ada</b></p>', body_text: null };
const opening = { ...copy, subject: 'Opening' };

describe('the subject of a message', () => {
  it.each([
    ['its own', 'Own', 'Hello', 'subject: Own'],
    ['an answer to its thread', '', 'Hello', 'Re: Hello'],
    ['an answer to an answer', ' ', 'RE: Hello', 'RE: Hello'],
    ['what its thread was to begin with, when nothing went out', '', null, 'subject: Opening'],
    ['one line', 'On\n two \tlines', null, 'subject: On two lines'],
  ])('is %s', (_, subject, threadSubject, expected) => {
    expect(composeMessage({ copy: { ...copy, subject }, opening, threadSubject }, render).subject).toBe(
      expected,
    );
  });
});

describe('the text of a message', () => {
  it('is made of its HTML where it has none of its own', () => {
    const { html, text } = composeMessage({ copy, opening, threadSubject: null }, render);
    expect([html, text]).toEqual(['body_html: <p>Hi <b>Ada</b></p>', 'body_html:\n\nHi Ada']);
  });

  it('is its own, also beside no HTML at all', () => {
    const plain = { ...copy, body_html: ' ', body_text: 'Hi' };
    const { html, text } = composeMessage({ copy: plain, opening, threadSubject: null }, render);
    expect([html, text]).toEqual([null, 'body_text: Hi']);
  });
});
