import * as fc from 'fast-check';
import type { JsonSchema } from './api-operations.js';

const NULL_BYTE = String.fromCodePoint(0);
const LONE_SURROGATE = String.fromCharCode(0xd800);

/** Text that breaks code which expects letters only. */
const hostileText = fc.oneof(
  fc.constantFrom(
    `a${NULL_BYTE}b`,
    LONE_SURROGATE,
    '',
    ' ',
    '\\u0000',
    `'; drop table campaign; --`,
    '%s%n',
    '{{ x }}',
    '{% for i in (1..99999999) %}x{% endfor %}',
    '\u202e\u{1f4a9}\u0301',
    '1e999',
    '-0',
    '0001-01-01T00:00:00Z',
    '9999-12-31T23:59:59Z',
    '+275760-09-13T00:00:00Z',
    'x'.repeat(5_000),
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
);

/** Unusual text that users may write. */
const storable = fc.constantFrom(
  `Zoë O'Hara "the \u{1f4a9}"`,
  '\u202eabc\u0301',
  `'; drop table campaign; --`,
  '100 %_\\',
  '(((',
  ':* & | !',
);

/** Values that fit no field, or only by accident. */
const hostile: fc.Arbitrary<unknown> = fc.oneof(
  hostileText,
  fc.constantFrom<unknown>(null, true, -1, 0.5, 2 ** 31, 2 ** 53, 1e308, [], {}, [[]], [null]),
  fc.jsonValue({ maxDepth: 3 }),
);

/** The odds of a hostile value. Most requests have none, or no request would pass the schemas. */
interface Odds {
  readonly valid: number;
  readonly hostile: number;
}
const NONE: Odds = { valid: 1, hostile: 0 };
const SOME: Odds = { valid: 14, hostile: 1 };

/** Values that follow a schema of the API's document, with a hostile one here and there. */
function nearlyValid(schema: JsonSchema, ids: readonly string[], odds: Odds): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: odds.valid, arbitrary: valid(schema, ids, odds) },
    { weight: odds.hostile, arbitrary: hostile },
  );
}

function valid(schema: JsonSchema, ids: readonly string[], odds: Odds): fc.Arbitrary<unknown> {
  const { enum: values, const: value, anyOf, oneOf, type } = schema;
  const choices = [anyOf, oneOf].flat().filter(isSchema);
  if (value !== undefined) return fc.constant(value);
  if (Array.isArray(values)) return fc.constantFrom<unknown>(...values);
  if (Array.isArray(type)) {
    return fc.oneof(...type.map((one) => valid({ ...schema, type: one }, ids, odds)));
  }
  if (choices.length > 0) return fc.oneof(...choices.map((choice) => nearlyValid(choice, ids, odds)));
  if (type === 'array') return arrayOf(schema, ids, odds);
  return type === 'object' ? objectOf(schema, ids, odds) : plain(schema, ids);
}

function plain(schema: JsonSchema, ids: readonly string[]): fc.Arbitrary<unknown> {
  const { type } = schema;
  if (type === 'string') return textOf(schema, ids);
  if (type === 'integer' || type === 'number') return numberOf(schema);
  if (type === 'boolean') return fc.boolean();
  return type === 'null' ? fc.constant(null) : hostile;
}

const arrayOf = ({ items, minItems }: JsonSchema, ids: readonly string[], odds: Odds) =>
  fc.uniqueArray(nearlyValid(isSchema(items) ? items : {}, ids, odds), {
    minLength: typeof minItems === 'number' ? minItems : 0,
    maxLength: 3,
    selector: (value) => JSON.stringify(value),
  });

function objectOf({ required, properties }: JsonSchema, ids: readonly string[], odds: Odds) {
  const fields = Object.entries(isSchema(properties) ? properties : {}).map(([name, field]) => [
    name,
    nearlyValid(isSchema(field) ? field : {}, ids, odds),
  ]);
  const always = [required].flat().filter((name) => typeof name === 'string');
  const object = someOf(Object.fromEntries(fields), always);
  const unknownField = fc.dictionary(hostileText, hostile, { minKeys: 1, maxKeys: 1 });
  return fc.oneof(
    { weight: odds.valid, arbitrary: object },
    { weight: odds.hostile, arbitrary: fc.tuple(object, unknownField).map(([a, b]) => ({ ...a, ...b })) },
  );
}

/** Chooses up to three optional fields: with each field at 50 %, an object of twenty fields would nearly always be wrong. */
export function someOf<Value>(
  fields: Readonly<Record<string, fc.Arbitrary<Value>>>,
  always: readonly string[] = [],
): fc.Arbitrary<Record<string, Value>> {
  const optional = Object.keys(fields).filter((name) => !always.includes(name));
  return fc.subarray(optional, { maxLength: Math.min(3, optional.length) }).chain((chosen) => {
    const entries = Object.entries(fields).filter(([name]) => [...always, ...chosen].includes(name));
    return fc.record<Record<string, Value>>(Object.fromEntries(entries));
  });
}

function textOf(schema: JsonSchema, ids: readonly string[]): fc.Arbitrary<string> {
  const { format, pattern, minLength = 0, maxLength = 500 } = schema;
  const fitting = typeof pattern === 'string' ? ids.filter((id) => new RegExp(pattern).test(id)) : [];
  if (fitting.length > 0) return fc.constantFrom(...fitting);
  if (format === 'email') return fc.nat(50).map((n) => `person-${n}@fuzz.example`);
  if (format === 'date-time') return fc.constantFrom('2026-01-05T00:00:00Z', '2031-01-05T00:00:00.001Z');
  return fc
    .oneof({ weight: 4, arbitrary: fc.constantFrom('UTC', '127.0.0.1', 'first_name') }, storable)
    .map((text) => text.padEnd(Number(minLength), 'x').slice(0, Number(maxLength)));
}

const numberOf = ({ minimum, maximum }: JsonSchema): fc.Arbitrary<number> =>
  fc.oneof(
    fc.integer({
      min: typeof minimum === 'number' ? Math.ceil(minimum) : 0,
      max: typeof maximum === 'number' ? Math.floor(maximum) : 100,
    }),
    // the column may have a bound that the document does not name
    ...(typeof maximum === 'number' ? [] : [fc.constantFrom(2 ** 31 - 1, 2 ** 31, 2 ** 53 - 1)]),
  );

/** A body that follows its schema; it may break a rule between fields. */
export const validBody = (schema: JsonSchema, ids: readonly string[]): fc.Arbitrary<unknown> =>
  valid(schema, ids, NONE);

/** The text of a body: valid, nearly valid, or no JSON. */
export const hostileBody = (schema: JsonSchema, ids: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof(
    ...[NONE, NONE, SOME, SOME].map((odds) =>
      nearlyValid(schema, ids, odds).map((body) => JSON.stringify(body)),
    ),
    fc.constantFrom(
      '{"a":'.repeat(2_000),
      `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
      '{"__proto__": {"x": 1}}',
      '{"name": 1e400}',
      'null',
      '"text"',
    ),
  );

/** One value of a path or a query, encoded for a URL. */
export const hostileInUrl = (schema: JsonSchema, ids: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 12, arbitrary: valid(schema, ids, NONE).map(inUrl) },
    { weight: 1, arbitrary: hostileText.map(inUrl) },
    { weight: 1, arbitrary: fc.constantFrom('%00', '%ff', '..%2f..', 'x'.repeat(2_000), '%ED%A0%80') },
  );

/** Values of a list are separated by commas. */
const inUrl = (value: unknown): string =>
  encodeURIComponent(wellFormed(Array.isArray(value) ? value.join(',') : String(value))) || '%20';

/** Replaces lone surrogates, which no URL can hold, by U+FFFD. */
const wellFormed = (text: string): string => Buffer.from(text).toString();

const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
