import { Injectable } from '@nestjs/common';
import {
  hasText,
  MESSAGE_FIELDS,
  templateKindOf,
  TemplateWorkers,
  type CheckTask,
  type MessageField,
  type MessageText,
} from '#composing';
import type { StepInput } from '#contracts';
import { validationError, type Id } from '#kernel';

type Texts = { readonly [F in MessageField]?: MessageText[F] | undefined };

interface FieldCheck {
  readonly path: string;
  readonly task: CheckTask;
}

/** Refuses templates that a send could not render. */
@Injectable()
export class WellFormedTexts {
  constructor(private readonly templates: TemplateWorkers) {}

  /** @throws DomainError `validation_error` */
  async require(workspaceId: Id<'ws'>, steps: readonly StepInput[]): Promise<void> {
    const checks = steps.flatMap(checksOf);
    const problems = await this.templates.check(
      workspaceId,
      checks.map(({ task }) => task),
    );
    const errors = checks.flatMap(({ path }, at) => {
      const message = problems[at] ?? null;
      return message === null ? [] : [{ field: path, code: 'malformed_template' as const, message }];
    });
    if (errors.length > 0) throw validationError(errors);
  }
}

const checksOf = (step: StepInput, place: number): FieldCheck[] => [
  ...checksIn(step, `steps.${place}`),
  ...step.variants.flatMap((variant, at) => checksIn(variant, `steps.${place}.variants.${at}`)),
];

const checksIn = (texts: Texts, path: string): FieldCheck[] =>
  MESSAGE_FIELDS.flatMap((field) => {
    const source = texts[field];
    if (!hasText(source)) return [];
    return [{ path: `${path}.${field}`, task: { kind: 'check', template: templateKindOf(field), source } }];
  });
