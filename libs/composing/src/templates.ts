import { Liquid, type Template } from 'liquidjs';
import { spin } from './spin.js';

/** What a template may cost. A body has up to 200,000 characters; the rest is a loop that somebody wrote by mistake. */
const LIMITS = { parseLimit: 500_000, renderLimit: 1_000, memoryLimit: 5_000_000 };

/** liquidjs limits what a template allocates, not what it prints: a loop could print gigabytes within its second. */
const MAX_RENDERED = 500_000;

/** Tags that read other templates. There are none, so that whoever writes one hears of it at once. */
const READING_TAGS = ['render', 'include', 'layout', 'block'];

/** Name under which the seed of spintax is known to a render. */
const SPIN_SEED = 'spin_seed';

/** `text` as it is; `html` with what is inserted escaped, so that a name with a `<` in it stays a name. */
export type TemplateKind = 'text' | 'html';

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
    templates: {}, // what could still ask for a file finds none
  });
  for (const tag of READING_TAGS) delete liquid.tags[tag];
  liquid.registerFilter('spin', {
    raw: true, // its wordings are the author's own text
    handler(text: unknown) {
      return spin(typeof text === 'string' ? text : '', String(this.context.getSync([SPIN_SEED])));
    },
  });
  return liquid;
}

/** Throws liquidjs's error for a template that makes no sense. */
export const parseTemplate = (kind: TemplateKind, source: string): Template[] => engines[kind].parse(source);

/** What a template is rendered with. */
export interface RenderFacts {
  readonly scope: object;
  /** Of the spintax. */
  readonly seed: string;
  /** How long it may take at most. */
  readonly patienceMs?: number | undefined;
}

/** Throws liquidjs's error for a template that fails or costs too much. */
export function renderTemplate(kind: TemplateKind, template: Template[], facts: RenderFacts): string {
  const { scope, seed, patienceMs = LIMITS.renderLimit } = facts;
  const globals = { [SPIN_SEED]: seed };
  const rendered = String(
    engines[kind].renderSync(template, scope, {
      globals,
      renderLimit: Math.min(patienceMs, LIMITS.renderLimit),
    }),
  );
  if (rendered.length > MAX_RENDERED) throw new Error(`more than ${MAX_RENDERED} characters were rendered`);
  return rendered;
}
