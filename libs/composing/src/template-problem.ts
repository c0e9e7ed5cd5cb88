import { parseTemplate, type TemplateKind } from './templates.js';

/** The mistake in a template, for its author, with line and column where known; undefined for a sound template. */
export function templateProblem(kind: TemplateKind, source: string): string | undefined {
  try {
    parseTemplate(kind, source);
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}

/** The reason why a template failed, in words. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const [end, line, column] = POSITION.exec(message) ?? [''];
  const words = TOO_DEEP.test(message)
    ? 'it is nested too deeply'
    : message.slice(0, message.length - end.length);

  return line === undefined ? words : `${words} (line ${line}, column ${column})`;
}

/** The end of liquidjs's messages. */
const POSITION = /, line:(\d+), col:(\d+)$/;
const TOO_DEEP = /maximum call stack/i;
