type Value = string | number | boolean;

const DAY = /^(?!0000)\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^(?!0000)\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?Z$/;

/** A day of the calendar, which the 30th of February is not. */
export const isDay = (value: Value): boolean =>
  typeof value === 'string' && DAY.test(value) && dayOf(value) === value;

export const isInstant = (value: Value): boolean =>
  typeof value === 'string' && INSTANT.test(value) && isDay(value.slice(0, 10)) && dayOf(value) !== undefined;

function dayOf(time: string): string | undefined {
  const ms = Date.parse(time);
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString().slice(0, 10);
}
