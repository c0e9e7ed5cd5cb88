import { finish, type Additions } from './additions.js';
import { composeMessage, emptyFieldsOf, type ComposedMessage, type Render } from './compose-message.js';
import type { TemplateTime } from './date-filters.js';
import type { HtmlLink } from './links.js';
import { hasText, type MessageField, type MessageText } from './message-text.js';
import { parsedTemplate } from './parsed-templates.js';
import { renderPreview } from './render-preview.js';
import { reasonOf } from './template-problem.js';
import { renderTemplate, templateKindOf } from './templates.js';

/** The composing of one message. */
export interface ComposeTask extends TemplateTime {
  readonly kind: 'compose';
  readonly messageText: MessageText;
  /** Gives its subject to a follow-up that turns out to be the first message. */
  readonly threadRoot: MessageText;
  /** The subject of the thread's first message; null when none went out; `preview`: as if the thread root had gone out. */
  readonly threadSubject: string | null | { readonly preview: true };
  /** The variables that a template may name. */
  readonly scope: object;
  /** The same seed chooses the same alternatives of spintax. */
  readonly seed: string;
  /** Null: the templates alone. */
  readonly additions: Additions | null;
  /** Whether empty variables are reported. */
  readonly reports: boolean;
}

export interface Composition extends ComposedMessage {
  /** The links of the HTML; empty where nobody asks for them. */
  readonly links: readonly HtmlLink[];
  readonly emptyFields: readonly MessageField[];
  readonly emptyVariables: readonly { readonly field: MessageField; readonly variable: string }[];
}

/** The template of a field that failed, for its author. */
export class TemplateFailure extends Error {
  constructor(
    readonly field: MessageField,
    message: string,
  ) {
    super(message);
  }
}

/** Throws TemplateFailure. All templates of the message share the time limit. `begin` is told each field before its turn. */
export function compose(
  task: ComposeTask,
  timeLimitMs: number,
  begin: (field: MessageField) => void = () => undefined,
): Composition {
  const emptyVariables: { field: MessageField; variable: string }[] = [];
  const until = performance.now() + timeLimitMs;
  const render: Render = (field, source) => {
    begin(field);
    try {
      const rendering = rendered(field, source, task, Math.max(0, until - performance.now()));
      for (const variable of rendering.emptyVariables) emptyVariables.push({ field, variable });
      return rendering.text;
    } catch (error) {
      throw new TemplateFailure(field, reasonOf(error));
    }
  };
  const message = composeMessage({ ...task, threadSubject: threadSubjectOf(task, render) }, render);
  const parts = finish(message, task.additions);

  return { subject: message.subject, ...parts, emptyFields: emptyFieldsOf(message), emptyVariables };
}

function threadSubjectOf({ threadSubject, threadRoot }: ComposeTask, render: Render): string | null {
  if (typeof threadSubject === 'string' || threadSubject === null) return threadSubject;
  const subject = render('subject', threadRoot.subject);
  return hasText(subject) ? subject : null;
}

/** As long as its template may be. The event of a message has its subject, and has to fit into one message of the bus. */
const MAX_SUBJECT = 998;

function rendered(field: MessageField, source: string, task: ComposeTask, timeLimitMs: number) {
  const { scope, seed, now, timeZone, reports } = task;
  const options = { scope, seed, now, timeZone, timeLimitMs };
  const kind = templateKindOf(field);
  const rendering = reports
    ? renderPreview(kind, source, options)
    : { text: renderTemplate(kind, parsedTemplate(kind, source), options), emptyVariables: [] };
  if (field === 'subject' && rendering.text.length > MAX_SUBJECT)
    throw new Error(`more than ${MAX_SUBJECT} characters were rendered`);
  return rendering;
}
