import { Liquid, type Template } from 'liquidjs';
import { hash } from './hash.js';
import type { MessageField } from './message-text.js';

/** A body has up to 200,000 characters; a template beyond these limits is a loop that somebody wrote by mistake. */
const LIMITS = { parseLimit: 500_000, renderLimit: 1_000, memoryLimit: 5_000_000 };

/** liquidjs limits what a template allocates, not what it prints: a loop could print gigabytes within its second. */
const MAX_RENDERED = 500_000;

/** Tags that read other templates. They are removed, so that their author gets an error at once. */
const READING_TAGS = ['render', 'include', 'layout', 'block'];

/** The global that holds the seed of spintax during a render. */
const SPIN_SEED = 'spin_seed';

/** In `html` inserted values are escaped, so that a name with a `<` in it stays a name; in `text` they are not. */
export type TemplateKind = 'text' | 'html';

/** A subject is text. */
export const templateKindOf = (field: MessageField): TemplateKind =>
  field === 'body_html' ? 'html' : 'text';

const engines: Readonly<Record<TemplateKind, Liquid>> = {
  text: engine({}),
  html: engine({ outputEscape: 'escape' }),
};

function engine(options: { outputEscape?: 'escape' }): Liquid {
  const liquid = new Liquid({
    ...LIMITS,
    ...options,
    strictFilters: true,
    ownPropertyOnly: true,
    templates: {}, // a tag that still reads a file finds none
  });
  for (const tag of READING_TAGS) delete liquid.tags[tag];
  liquid.registerFilter('spin', {
    raw: true, // the alternatives are the author's own text
    handler(text: unknown) {
      return spin(typeof text === 'string' ? text : '', String(this.context.getSync([SPIN_SEED])));
    },
  });
  return liquid;
}

/** Chooses one alternative of `Hi|Hello|Hey`, always the same one for the same seed. */
export function spin(text: string, seed: string): string {
  const alternatives = text.split('|');

  return alternatives[hash(`${seed}|${text}`) % alternatives.length]?.trim() ?? '';
}

/** Throws liquidjs's error for a malformed template. */
export const parseTemplate = (kind: TemplateKind, source: string): Template[] => engines[kind].parse(source);

export interface RenderOptions {
  readonly scope: object;
  /** The same seed chooses the same alternatives of spintax. */
  readonly seed: string;
  /** Default and maximum: one second. */
  readonly timeLimitMs?: number | undefined;
}

/** Throws liquidjs's error for a template that fails or exceeds a limit. */
export function renderTemplate(kind: TemplateKind, template: Template[], options: RenderOptions): string {
  const { scope, seed, timeLimitMs = LIMITS.renderLimit } = options;
  const rendered = String(
    engines[kind].renderSync(template, scope, {
      globals: { [SPIN_SEED]: seed },
      renderLimit: Math.min(timeLimitMs, LIMITS.renderLimit),
    }),
  );
  if (rendered.length > MAX_RENDERED) throw new Error(`more than ${MAX_RENDERED} characters were rendered`);
  return rendered;
}
