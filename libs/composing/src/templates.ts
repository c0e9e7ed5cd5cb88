import { Liquid, type Template } from 'liquidjs';
import { DATE_FILTERS, type TemplateTime } from './date-filters.js';
import { escapeProtected, templateFields, unprotect } from './escaping.js';
import { hash } from './hash.js';
import { HtmlCaseTag } from './html-case-tag.js';
import { HTML_OPERATORS, originalOf, registerHtmlFilters, unescapeOnce } from './html-filters.js';
import type { MessageField } from './message-text.js';

/** A body has up to 200,000 characters; a template beyond these limits is a loop that somebody wrote by mistake. */
const LIMITS = { parseLimit: 500_000, renderLimit: 1_000, memoryLimit: 5_000_000 };

/** A long message has 50. Each costs 0.1 ms to parse, however short: a body full of them took a second. */
const MAX_TAGS = 2_000;

/** liquidjs limits what a template allocates, not what it prints: a loop could print gigabytes within its second. */
const MAX_RENDERED = 500_000;

/** Tags that read other templates. They are removed, so that their author gets an error at once. */
const READING_TAGS = ['render', 'include', 'layout', 'block'];

/** Filters that evaluate an expression for each item never look at the clock of the render. */
const EXPRESSION_FILTER = /_exp$/;

/** In `html` inserted values are escaped, so that a name with a `<` in it stays a name; in `text` they are not. */
export type TemplateKind = 'text' | 'html';

/** A subject is text. */
export const templateKindOf = (field: MessageField): TemplateKind =>
  field === 'body_html' ? 'html' : 'text';

const engines: Readonly<Record<TemplateKind, Liquid>> = { text: textEngine(), html: htmlEngine() };

function textEngine(): Liquid {
  const liquid = engine({});
  // Readers of plain text must never see an entity or a tag that HTML would need.
  const asItIs = (value: unknown): unknown => value;
  for (const name of ['escape', 'xml_escape', 'newline_to_br']) liquid.registerFilter(name, asItIs);
  liquid.registerFilter('escape_once', unescapeOnce);
  return liquid;
}

function htmlEngine(): Liquid {
  const liquid = engine({ operators: HTML_OPERATORS });
  registerHtmlFilters(liquid);
  liquid.registerTag('case', HtmlCaseTag);
  return liquid;
}

function engine(options: { operators?: typeof HTML_OPERATORS }): Liquid {
  const liquid = new Liquid({
    ...LIMITS,
    ...options,
    strictFilters: true,
    ownPropertyOnly: true,
    templates: {}, // a tag that still reads a file finds none
  });
  for (const tag of READING_TAGS) delete liquid.tags[tag];
  for (const name of Object.keys(liquid.filters))
    if (EXPRESSION_FILTER.test(name)) delete liquid.filters[name];
  registerOwnFilters(liquid);
  return liquid;
}

interface Rendering extends TemplateTime {
  readonly seed: string;
}

/** The values of a render that its filters need, by its globals, where no template can read or change them. */
const renderings = new WeakMap<object, Rendering>();

function renderingOf(globals: object): Rendering {
  const rendering = renderings.get(globals);
  if (rendering === undefined) throw new Error('a filter ran without a render');
  return rendering;
}

function registerOwnFilters(liquid: Liquid): void {
  const otherwise = originalOf('default');
  liquid.registerFilter('default', function (value: unknown, ...rest: unknown[]) {
    const isBlank = typeof value === 'string' && value.trim() === '';
    return otherwise.call(this, isBlank ? '' : value, ...rest) as unknown;
  });
  liquid.registerFilter('spin', function (text: unknown) {
    return typeof text === 'string' ? spin(text, renderingOf(this.context.globals).seed) : '';
  });
  for (const [name, filter] of Object.entries(DATE_FILTERS)) {
    liquid.registerFilter(name, function (value: unknown, ...rest: unknown[]) {
      return filter(renderingOf(this.context.globals), value, ...rest);
    });
  }
}

/** Chooses one alternative of `Hi|Hello|Hey`, always the same one for the same seed. */
export function spin(text: string, seed: string): string {
  const alternatives = text.split('|');

  return alternatives[hash(`${seed}|${unprotect(text)}`) % alternatives.length]?.trim() ?? '';
}

/** Tags and outputs. */
export const tagsIn = (source: string): number => source.match(/\{[{%]/g)?.length ?? 0;

/** Throws liquidjs's error for a malformed template. */
export function parseTemplate(kind: TemplateKind, source: string): Template[] {
  const tags = tagsIn(source);
  if (tags > MAX_TAGS) throw new Error(`it has ${tags} tags and outputs, and may have ${MAX_TAGS}`);

  return engines[kind].parse(source);
}

export interface RenderOptions extends TemplateTime {
  readonly scope: object;
  /** The same seed chooses the same alternatives of spintax. */
  readonly seed: string;
  /** Default and maximum: one second. */
  readonly timeLimitMs?: number | undefined;
}

/** Throws liquidjs's error for a template that fails or exceeds a limit. */
export function renderTemplate(kind: TemplateKind, template: Template[], options: RenderOptions): string {
  const { scope, timeLimitMs = LIMITS.renderLimit, ...rendering } = options;
  const globals = {};
  renderings.set(globals, rendering);
  const rendered = String(
    engines[kind].renderSync(template, templateFields(scope, kind), {
      globals,
      renderLimit: Math.min(timeLimitMs, LIMITS.renderLimit),
    }),
  );
  const text = kind === 'html' ? escapeProtected(rendered) : rendered;
  if (text.length > MAX_RENDERED) throw new Error(`more than ${MAX_RENDERED} characters were rendered`);
  return text;
}
