import { Output, toValueSync, type Template } from 'liquidjs';
import { parseTemplate, renderTemplate, type RenderFacts, type TemplateKind } from './templates.js';

export interface NotedRendering {
  readonly text: string;
  /** Variables that came out empty where they were printed, as they are written there. */
  readonly empty: readonly string[];
}

/** Renders as for a send, and notes what came out empty. What a branch that was not taken prints is not looked at. */
export function renderNoting(kind: TemplateKind, source: string, facts: RenderFacts): NotedRendering {
  const template = parseTemplate(kind, source);
  const empty = new Set<string>();
  for (const output of outputsIn(template)) noteEmpty(output, (variable) => empty.add(variable));

  return { text: renderTemplate(kind, template, facts), empty: [...empty] };
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

function noteEmpty(output: Output, note: (variable: string) => void): void {
  const [, variable] = VARIABLE.exec(output.token.getText()) ?? [];
  if (variable === undefined) return;
  const render = output.render.bind(output);
  output.render = (context, emitter) =>
    render(context, {
      get buffer() {
        return emitter.buffer;
      },
      write(value: unknown) {
        if (isEmpty(value)) note(variable);
        emitter.write(value);
      },
    });
}

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || (typeof value === 'string' && value.trim() === '');
