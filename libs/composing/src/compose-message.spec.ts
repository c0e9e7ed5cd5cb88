import { describe, expect, it } from '@jest/globals';
import { composeMessage, type Render } from './compose-message.js';

/** Shows which field was rendered. */
const render: Render = (field, source) => `${field}: ${source}`;
const messageText = { subject: '', body_html: '<p>Hi <b>Ada</b></p>', body_text: null };
const threadRoot = { ...messageText, subject: 'Root' };

describe('the subject of a message', () => {
  it.each([
    ['its own', 'Own', 'Hello', 'subject: Own'],
    ['a reply to its thread', '', 'Hello', 'Re: Hello'],
    ['a reply to a reply', ' ', 'RE: Hello', 'RE: Hello'],
    ['that of the thread root when nothing went out', '', null, 'subject: Root'],
    ['one line', 'On\n two \tlines', null, 'subject: On two lines'],
    ['text that can be stored', 'A\0B \ud83d\u0085 C', null, 'subject: A B C'],
  ])('is %s', (_, subject, threadSubject, expected) => {
    expect(
      composeMessage({ messageText: { ...messageText, subject }, threadRoot, threadSubject }, render).subject,
    ).toBe(expected);
  });
});

describe('the text of a message', () => {
  it('comes from its HTML when it has none of its own', () => {
    const { html, text } = composeMessage({ messageText, threadRoot, threadSubject: null }, render);
    expect([html, text]).toEqual(['body_html: <p>Hi <b>Ada</b></p>', 'body_html:\n\nHi Ada']);
  });

  it('is its own, also without any HTML', () => {
    const plain = { ...messageText, body_html: ' ', body_text: 'Hi' };
    const { html, text } = composeMessage({ messageText: plain, threadRoot, threadSubject: null }, render);
    expect([html, text]).toEqual([null, 'body_text: Hi']);
  });
});
