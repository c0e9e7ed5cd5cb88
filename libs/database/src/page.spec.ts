import { describe, expect, it } from '@jest/globals';
import { newId } from '#kernel';
import { pageFrom } from './page.js';

const items = (count: number, note = '') =>
  Array.from({ length: count }, () => ({ id: newId('cont'), note }));

describe('a page of a list', () => {
  it('has what was found, and a next one when there is one more', () => {
    const [one, two, three] = items(3, 'schön, "so" 🙂');
    if (!one || !two || !three) throw new Error('three were made');

    expect(pageFrom([one, two], 2).parse()).toEqual({
      results: [one, two],
      has_more: false,
      next_cursor: null,
    });
    const first = pageFrom([one, two, three], 2).parse();
    expect(first).toEqual({ results: [one, two], has_more: true, next_cursor: expect.any(String) });
    expect(pageFrom([], 2).parse()).toEqual({ results: [], has_more: false, next_cursor: null });
  });

  it('says what else there is to say', () => {
    expect(pageFrom(items(3), 2, { total: 7 }).parse()).toMatchObject({ total: 7, has_more: true });
  });

  it('is cut to what a message takes, and goes on after it', () => {
    const page = pageFrom(items(10, 'x'.repeat(200_000)), 10).parse();
    expect(page.results).toHaveLength(3);
    expect(page.has_more).toBe(true);
    expect(page.next_cursor).not.toBeNull();
  });

  it('has at least one item, however large', () => {
    expect(pageFrom(items(2, 'x'.repeat(900_000)), 2).parse().results).toHaveLength(1);
  });
});
