import { describe, expect, it } from '@jest/globals';
import { restOf } from './account-rest.js';

const NOON = new Date('2026-05-04T12:00:00Z');
const inMinutes = (minutes: number): Date => new Date(NOON.getTime() + minutes * 60_000);

describe('the rest of an account that is over its quota', () => {
  it.each<[string, number, Date | null]>([
    ['daily user sending limit exceeded', 550, null],
    ['you have exceeded 500 messages in 24 hours', 550, null],
    ['sending limit exceeded', 550, null],
    ['sending quota exceeded try again in 2 hours', 451, inMinutes(120)],
    ['sending quota exceeded retry after 90 seconds', 550, inMinutes(1.5)],
    ['too many messages wait 15 min', 450, inMinutes(15)],
    ['too many login attempts please try again later', 454, inMinutes(60)],
    ['exceeded the max emails per hour 150 100 allowed', 550, inMinutes(60)],
    ['message limit try again in 30 days', 550, inMinutes(24 * 60)],
    ['rate limit exceeded try again in 1 second', 550, inMinutes(1)],
    ['rate limit exceeded retry after 0 seconds', 450, inMinutes(1)],
  ])('after "%s" (%i) ends at %p', (words, code, until) => {
    expect(restOf(words, code, NOON)).toEqual(until);
  });
});
