import { describe, expect, it } from '@jest/globals';
import { newId } from '#kernel';
import { pageFrom } from './page.js';

const items = (count: number, note = '') =>
  Array.from({ length: count }, () => ({ id: newId('cont'), note }));

describe('a page of a list', () => {
  it('has a next one when there is one more', () => {
    expect(pageFrom(items(2), 2)).toMatchObject({ has_more: false, next_cursor: null });
    expect(pageFrom(items(3), 2)).toMatchObject({ has_more: true, next_cursor: expect.any(String) });
    expect(pageFrom(items(0), 2)).toEqual({ results: [], has_more: false, next_cursor: null });
  });

  it('is cut to what a message takes, and goes on after it', () => {
    const page = pageFrom(items(10, 'x'.repeat(200_000)), 10);
    expect(page.results).toHaveLength(3);
    expect(page.has_more).toBe(true);
    expect(page.next_cursor).not.toBeNull();
  });

  it('has at least one item, however large', () => {
    expect(pageFrom(items(2, 'x'.repeat(900_000)), 2).results).toHaveLength(1);
  });
});
