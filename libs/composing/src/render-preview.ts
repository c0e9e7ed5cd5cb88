import { Output, toValueSync, type Template } from 'liquidjs';
import { parseTemplate, renderTemplate, type RenderOptions, type TemplateKind } from './templates.js';

export interface PreviewRendering {
  readonly text: string;
  /** Printed variables that were empty, as the template writes them. */
  readonly emptyVariables: readonly string[];
}

/** Renders as a send does, and reports empty variables. Variables in branches that were not taken are not reported. */
export function renderPreview(kind: TemplateKind, source: string, options: RenderOptions): PreviewRendering {
  const template = parseTemplate(kind, source);
  const emptyVariables = new Set<string>();
  for (const output of outputsIn(template)) onEmptyOutput(output, (variable) => emptyVariables.add(variable));

  return { text: renderTemplate(kind, template, options), emptyVariables: [...emptyVariables] };
}

function* outputsIn(templates: readonly Template[]): Generator<Output> {
  for (const template of templates) {
    if (template instanceof Output) {
      yield template;
      continue;
    }
    const children = template.children?.(false, true);
    if (children !== undefined) yield* outputsIn(toValueSync<Template[]>(children));
  }
}

/** `{{ first_name | upcase }}` prints a variable; `{{ "Hi|" | spin }}` prints what its author wrote. */
const VARIABLE = /^\{\{-?\s*([a-z_][\w.[\]-]*)/i;

function onEmptyOutput(output: Output, report: (variable: string) => void): void {
  const [, variable] = VARIABLE.exec(output.token.getText()) ?? [];
  if (variable === undefined) return;
  const render = output.render.bind(output);
  output.render = (context, emitter) =>
    render(context, {
      get buffer() {
        return emitter.buffer;
      },
      write(value: unknown) {
        if (isEmpty(value)) report(variable);
        emitter.write(value);
      },
    });
}

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || (typeof value === 'string' && value.trim() === '');
