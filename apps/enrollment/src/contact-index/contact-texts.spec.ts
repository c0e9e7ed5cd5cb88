import { describe, expect, it } from '@jest/globals';
import type { WrittenItem } from '#database';
import { newId } from '#kernel';
import { ContactTexts } from './contact-texts.js';

const item = (text: string): WrittenItem => ({ id: newId('cont'), text });
const reading = (text: string) => async (ids: readonly string[]) =>
  new Map(ids.map((id) => [id, item(text)]));
const textsIn = (items: readonly WrittenItem[]): string[] => items.map(({ text }) => text);

describe('a contact that was shown', () => {
  it('is shown as it was written until it changes, and in the order that it is asked for', async () => {
    const texts = new ContactTexts();

    expect(textsIn(await texts.of(['a', 'b'], reading('1')))).toEqual(['1', '1']);
    expect(textsIn(await texts.of(['c', 'b', 'a'], reading('2')))).toEqual(['2', '1', '1']);
    texts.forget(['b']);
    expect(textsIn(await texts.of(['a', 'b', 'c'], reading('3')))).toEqual(['1', '3', '2']);
  });

  it('is not kept where it was read before a change and comes after it', async () => {
    const texts = new ContactTexts();
    let answer: (read: ReadonlyMap<string, WrittenItem>) => void = () => undefined;
    const slow = texts.of(['a'], () => new Promise((resolve) => (answer = resolve)));
    texts.forget(['a']);
    answer(new Map([['a', item('old')]]));

    expect(textsIn(await slow)).toEqual(['old']);
    expect(textsIn(await texts.of(['a'], reading('new')))).toEqual(['new']);
  });

  it('is left out where it is gone, and asked for again', async () => {
    const texts = new ContactTexts();

    expect(await texts.of(['a'], async () => new Map())).toEqual([]);
    expect(textsIn(await texts.of(['a'], reading('back')))).toEqual(['back']);
  });
});
