import { defaultOperators, filters, type Context, type FilterImplOptions, type Liquid } from 'liquidjs';
import { protect, unprotect, unprotected } from './escaping.js';
import { PATTERN_FILTERS, textOf } from './pattern-filters.js';

type Filter = Extract<FilterImplOptions, (...values: never[]) => unknown>;
type FilterThis = ThisParameterType<Filter>;
type Operators = typeof defaultOperators;

/** Filters that turn text into other text: they see it as it was, and their result is data. */
const TRANSFORMING =
  'url_encode url_decode cgi_escape uri_escape slugify base64_encode base64_decode sha256 hmac_sha256'.split(
    ' ',
  );
/** Filters that compare a field with a value which the author may have written. */
const COMPARING = ['where', 'reject', 'find', 'find_index', 'has'];
/** Filters whose argument is a set of characters. */
const STRIPPING = ['strip', 'lstrip', 'rstrip'];
const JSON_FILTERS = ['json', 'jsonify', 'inspect'];

/** The filters that must see through protected characters; all others carry them along. */
export function registerHtmlFilters(liquid: Liquid): void {
  for (const name of TRANSFORMING) liquid.registerFilter(name, transforming(originalOf(name), unprotected));
  for (const name of JSON_FILTERS) liquid.registerFilter(name, transforming(originalOf(name), deeply));
  for (const name of COMPARING) liquid.registerFilter(name, comparing(originalOf(name)));
  for (const name of STRIPPING) liquid.registerFilter(name, stripping(originalOf(name)));
  for (const [name, filter] of Object.entries({ ...PATTERN_FILTERS, ...ESCAPING }))
    liquid.registerFilter(name, filter);
}

/** Comparisons see text as it was: the author writes `company.name == "R&D"`. */
export const HTML_OPERATORS: Operators = {
  ...defaultOperators,
  ...Object.fromEntries(
    ['==', '!=', '<', '<=', '>', '>=', 'contains'].map((name) => [name, comparison(defaultOperators[name])]),
  ),
};

function comparison(operator: Operators[string] | undefined): Operators[string] {
  if (operator === undefined) throw new Error('liquidjs has lost an operator');
  return (left: unknown, right: unknown, context: Context) => operator(deeply(left), deeply(right), context);
}

/** The filter as liquidjs has it. */
export function originalOf(name: string): Filter {
  const filter = filters[name];
  if (typeof filter !== 'function') throw new Error(`liquidjs has lost its filter ${name}`);
  return filter;
}

const transforming = (original: Filter, plain: (value: unknown) => unknown): Filter =>
  function (...values) {
    const result: unknown = original.apply(this, [plain(values[0]), ...values.slice(1).map(plain)]);
    return typeof result === 'string' ? protect(result) : result;
  };

const comparing = (original: Filter): Filter =>
  function (list, property, ...expected: unknown[]) {
    const values = expected.map((value) => (typeof value === 'string' ? protect(value) : value));
    return original.call(this, list, property, ...values);
  };

const stripping = (original: Filter): Filter =>
  function (text, characters?: unknown) {
    if (characters === undefined) return original.call(this, text) as unknown;
    const plain = unprotect(textOf(characters));
    return original.call(this, text, plain + protect(plain)) as unknown;
  };

/** A list, and what is in it, as it was. */
function deeply(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(deeply);
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return unprotected(value);
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [unprotect(name), deeply(each)]));
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  '#34': '"',
  quot: '"',
  '#39': "'",
};

/** The text behind `&amp;`, for readers who get it without HTML. */
export const unescapeOnce = (value: unknown): string =>
  textOf(value).replaceAll(/&(amp|lt|gt|#34|quot|#39);/g, (entity, name: string) => ENTITIES[name] ?? entity);

/** Tags go, those in data too; an angle bracket that stays is none. */
function stripHtml(this: FilterThis, value: unknown): string {
  const html = textOf(value).replaceAll(ANGLES, unprotect);
  return String(originalOf('strip_html').call(this, html)).replaceAll(/[<>]/g, protect);
}

const ANGLES = new RegExp(`[${protect('<>')}]`, 'g');

/** These write markup of their own, or none. */
const ESCAPING: Readonly<Record<string, Filter>> = {
  escape: (value: unknown) => protect(textOf(value)),
  xml_escape: (value: unknown) => protect(textOf(value)),
  escape_once: (value: unknown) => protect(unescapeOnce(unprotect(textOf(value)))),
  strip_html: stripHtml,
  /** The author's own wish: this text is markup. */
  raw: unprotected,
};
