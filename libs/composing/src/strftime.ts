import type { DateTime } from 'luxon';

/** Codes of strftime, each with its width and the character that fills it up. */
type Code = readonly [write: (at: DateTime) => string | number, width?: number, fill?: '0' | ' '];

const CODES: Readonly<Record<string, Code>> = {
  a: [(at) => at.toFormat('ccc')],
  A: [(at) => at.toFormat('cccc')],
  b: [(at) => at.toFormat('LLL')],
  h: [(at) => at.toFormat('LLL')],
  B: [(at) => at.toFormat('LLLL')],
  c: [(at) => at.toFormat('ccc LLL d HH:mm:ss yyyy')],
  C: [(at) => Math.floor(at.year / 100), 2],
  d: [(at) => at.day, 2],
  e: [(at) => at.day, 2, ' '],
  F: [(at) => at.toFormat('yyyy-LL-dd')],
  H: [(at) => at.hour, 2],
  I: [(at) => at.hour % 12 || 12, 2],
  j: [(at) => at.ordinal, 3],
  k: [(at) => at.hour, 2, ' '],
  l: [(at) => at.hour % 12 || 12, 2, ' '],
  L: [(at) => at.millisecond, 3],
  m: [(at) => at.month, 2],
  M: [(at) => at.minute, 2],
  n: [() => '\n'],
  N: [(at) => at.toFormat('SSS').padEnd(9, '0')],
  p: [(at) => (at.hour < 12 ? 'AM' : 'PM')],
  P: [(at) => (at.hour < 12 ? 'am' : 'pm')],
  q: [(at) => ordinalSuffix(at.day)],
  R: [(at) => at.toFormat('HH:mm')],
  s: [(at) => Math.floor(at.toSeconds())],
  S: [(at) => at.second, 2],
  t: [() => '\t'],
  T: [(at) => at.toFormat('HH:mm:ss')],
  u: [(at) => at.weekday],
  U: [(at) => Math.floor((at.ordinal + 6 - (at.weekday % 7)) / 7), 2],
  w: [(at) => at.weekday % 7],
  W: [(at) => Math.floor((at.ordinal + 7 - at.weekday) / 7), 2],
  x: [(at) => at.toFormat('LL/dd/yyyy')],
  X: [(at) => at.toFormat('HH:mm:ss')],
  y: [(at) => at.year % 100, 2],
  Y: [(at) => at.year],
  z: [(at) => at.toFormat('ZZZ')],
  Z: [(at) => at.zoneName ?? ''],
  '%': [() => '%'],
};

/** `%`, flags, a width, a code; `%:z` has the colon as its flag. More than 99 places are a mistake. */
const CODE = /%([-_0^#:]*)(\d{0,2})([a-zA-Z%])/g;

/** Writes a time in its zone. liquidjs reads the hour from the server's zone, which skips one of them in spring. */
export const strftime = (at: DateTime, format: string): string =>
  format.replaceAll(CODE, (source, flags: string, width: string, letter: string) => {
    const code = CODES[letter];
    if (code === undefined) return source;
    const text = letter === 'z' && flags.includes(':') ? at.toFormat('ZZ') : String(code[0](at));

    return inCase(padded(text, code, flags, Number(width)), flags);
  });

function padded(text: string, [, ownWidth = 0, ownFill = '0']: Code, flags: string, width: number): string {
  if (flags.includes('-')) return text;
  const fill = flags.includes('_') ? ' ' : flags.includes('0') ? '0' : ownFill;

  return text.padStart(width || ownWidth, fill);
}

function inCase(text: string, flags: string): string {
  if (flags.includes('^')) return text.toUpperCase();
  if (!flags.includes('#')) return text;

  return text === text.toUpperCase() ? text.toLowerCase() : text.toUpperCase();
}

const ordinalSuffix = (day: number): string => {
  const isTeen = day > 10 && day < 14;

  return (isTeen ? undefined : ['th', 'st', 'nd', 'rd'][day % 10]) ?? 'th';
};
