import { beforeEach, describe, expect, it } from '@jest/globals';
import { MovableClock } from '#kernel';
import { AddressLimits } from '../rate-limits/address-limits.js';
import { RateLimitsSwitch } from '../rate-limits/rate-limits-switch.js';
import { HookLimits } from './hook-limits.js';

const ADDRESS = '192.0.2.7';
const PER_TOKEN = 30_000;
const GUESSES = 300;

let clock: MovableClock;
let limits: HookLimits;
beforeEach(() => {
  clock = new MovableClock();
  clock.travelTo(new Date('2026-05-02T10:00:00.000Z'));
  limits = new HookLimits(new AddressLimits(clock), new RateLimitsSwitch('on'), clock);
});

const refusals = (token: string, count: number): number =>
  Array.from({ length: count }, () => limits.refusalOf(token, ADDRESS)).filter((each) => each !== undefined)
    .length;

describe('hooks with a right token', () => {
  it('are refused above their number in a minute, without costing those of another token', () => {
    limits.noteRight('a');
    limits.noteRight('b');

    expect(refusals('a', PER_TOKEN + 5)).toBe(6); // one was counted when the token was found right
    expect(refusals('b', 5)).toBe(0);
    clock.advance(60_000);
    expect(refusals('a', 5)).toBe(0);
  });

  it('pass while their address guesses at tokens', () => {
    limits.noteRight('a');
    for (let n = 0; n <= GUESSES; n += 1) limits.noteWrong(`guess ${n}`, ADDRESS);

    expect(refusals('another guess', 1)).toBe(1);
    expect(refusals('a', 1)).toBe(0);
  });
});

describe('a token that became wrong', () => {
  it('is a guess from then on', () => {
    limits.noteRight('a');
    for (let n = 0; n <= GUESSES; n += 1) limits.noteWrong('a', ADDRESS);

    expect(refusals('a', 1)).toBe(1);
  });
});
