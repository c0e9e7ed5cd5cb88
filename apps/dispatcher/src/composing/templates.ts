import { Liquid, type Template } from 'liquidjs';
import { spin } from '../domain/spin.js';

/** What a template may cost. A body has up to 200,000 characters; the rest is a loop that somebody wrote by mistake. */
const LIMITS = { parseLimit: 500_000, renderLimit: 1_000, memoryLimit: 5_000_000 };

/** Name under which the seed of spintax is known to a render. */
const SPIN_SEED = 'spin_seed';

/** `text` as it is; `html` with what is inserted escaped, so that a name with a `<` in it stays a name. */
export type TemplateKind = 'text' | 'html';

const engines: Readonly<Record<TemplateKind, Liquid>> = {
  text: engine({}),
  html: engine({ outputEscape: 'escape' }),
};

function engine(options: { outputEscape?: 'escape' }): Liquid {
  // `templates`: an include finds nothing, and above all no file.
  const liquid = new Liquid({ ...LIMITS, ...options, ownPropertyOnly: true, templates: {} });
  liquid.registerFilter('spin', {
    raw: true, // its variants are the author's own text
    handler(text: unknown) {
      return spin(typeof text === 'string' ? text : '', String(this.context.getSync([SPIN_SEED])));
    },
  });
  return liquid;
}

/** Throws liquidjs's error for a template that makes no sense. */
export const parseTemplate = (kind: TemplateKind, source: string): Template[] => engines[kind].parse(source);

/** Throws liquidjs's error for a template that fails or costs too much. */
export const renderTemplate = (
  kind: TemplateKind,
  template: Template[],
  scope: object,
  seed: string,
): string => String(engines[kind].renderSync(template, scope, { globals: { [SPIN_SEED]: seed } }));
