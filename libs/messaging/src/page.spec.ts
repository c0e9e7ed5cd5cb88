import { describe, expect, it } from '@jest/globals';
import { newId } from '#kernel';
import { verifyCursor } from './cursor-signature.js';
import { pageFrom, uuidIn } from './page.js';
import { digestOf } from './rpc/json-bytes.js';

const items = (count: number, note = '') =>
  Array.from({ length: count }, () => ({ id: newId('cont'), note }));

/** The page as its requester reads it. */
const sent = (page: object): unknown => JSON.parse(JSON.stringify(page));

describe('a page of a list', () => {
  it('has what was found, and a cursor when there is one item more', () => {
    const [one, two, three] = items(3, 'schön, "so" 🙂');
    if (!one || !two || !three) throw new Error('three were made');

    expect(sent(pageFrom([one, two], { size: 2 }))).toEqual({
      results: [one, two],
      has_more: false,
      next_cursor: null,
    });
    const first = pageFrom([one, two, three], { size: 2 });
    expect(sent(first)).toEqual({ results: [one, two], has_more: true, next_cursor: expect.any(String) });
    expect(uuidIn(first.next_cursor ?? '', 'cont')).toBe(
      uuidIn(pageFrom([two, three], { size: 1 }).next_cursor ?? '', 'cont'),
    );
    expect(sent(pageFrom([], { size: 2 }))).toEqual({ results: [], has_more: false, next_cursor: null });
  });

  it('has the further fields of its answer', () => {
    expect(sent(pageFrom(items(3), { size: 2, more: { total: 7 } }))).toMatchObject({
      total: 7,
      has_more: true,
    });
  });

  it('is shortened to the size of a message, and continues after that', () => {
    const found = items(10, 'x'.repeat(200_000));
    const page = JSON.parse(pageFrom(found, { size: 10, more: { total: 10 } }).text());
    expect(page).toMatchObject({ has_more: true, total: 10, results: found.slice(0, 3) });
    expect(page.next_cursor).toBe(pageFrom(found, { size: 3 }).next_cursor);
  });

  it('is written with a signed cursor, also where it is shortened', () => {
    const found = items(10, 'x'.repeat(200_000));
    const whole = pageFrom(found.slice(0, 3), { size: 2 });
    expect(verifyCursor(writtenCursor(whole), 'key')).toBe(whole.next_cursor);
    const shortened = pageFrom(found, { size: 9 });
    expect(verifyCursor(writtenCursor(shortened), 'key')).toBe(pageFrom(found, { size: 3 }).next_cursor);
  });

  it('is written for each key, and its digest is that of its bytes', () => {
    const page = pageFrom(items(3), { size: 2 });
    const [one, again, other] = [page.write('key'), page.write('key'), page.write('another')];
    expect(again).toBe(one);
    expect(other.bytes.equals(one.bytes)).toBe(false);
    expect([one.digest, other.digest]).toEqual([digestOf(one.bytes), digestOf(other.bytes)]);
    expect(JSON.parse(page.text())).toEqual(sent(page));
  });

  it('keeps one item at least, however large', () => {
    const page = pageFrom(items(2, 'x'.repeat(900_000)), { size: 2 });
    expect(JSON.parse(page.text()).results).toHaveLength(1);
  });
});

const writtenCursor = (page: ReturnType<typeof pageFrom>): string =>
  JSON.parse(page.write('key').bytes.toString()).next_cursor;
