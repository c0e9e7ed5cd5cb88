import { describe, expect, it } from '@jest/globals';
import { newId } from '#kernel';
import { warmupText } from './warmup-text.js';

const first = (id = newId('send')) =>
  warmupText({ id, threadId: id, fromName: 'Ada Lovelace', toName: 'Grace Hopper' });
const some = Array.from({ length: 500 }, () => first());

describe('the text of a warmup message', () => {
  it('is that of a person to a colleague, with both first names', () => {
    for (const { subject, text } of some) {
      expect(subject).not.toBe('');
      expect(text).toMatch(/^[A-Z][a-z ]+ Grace,\n\n/);
      expect(text).toMatch(/\nAda\n$/);
    }
  });

  it('has no link, no markup and nothing to click on', () => {
    for (const { subject, text } of some) expect(subject + text).not.toMatch(/https?:|www\.|[<>{}@]/);
  });

  it('differs in words and length', () => {
    expect(new Set(some.map(({ text }) => text)).size).toBeGreaterThan(450);
    const lengths = some.map(({ text }) => text.length);
    expect(Math.max(...lengths)).toBeGreaterThan(2 * Math.min(...lengths));
  });

  it('is the same for the same message', () => {
    const id = newId('send');

    expect(first(id)).toEqual(first(id));
  });

  it('answers with the subject of its thread', () => {
    const threadId = newId('send');
    const { subject } = first(threadId);
    const answer = warmupText({ id: newId('send'), threadId, fromName: '', toName: '' });

    expect(answer.subject).toBe(`Re: ${subject}`);
    expect(answer.text).toMatch(/^[A-Z][a-z ]+,\n\n/);
  });
});
