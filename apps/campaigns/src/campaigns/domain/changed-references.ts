import { DomainError, validationError, type FieldError } from '#kernel';

/** Codes that refuse an update as a rule of the business, and what is said of them. */
const RULES = {
  empty_filter: 'contact_filter matches no contact that may be written to',
  inactive_inbox: 'a sending account is not active',
} as const;

/** What does not exist is the caller's mistake and comes first; what cannot be used is named after it. */
export function requireUsable(problems: readonly FieldError[]): void {
  const missing = problems.filter(({ code }) => code === 'not_found');
  if (missing.length > 0) throw validationError(missing);

  for (const rule of ['empty_filter', 'inactive_inbox'] as const) {
    const errors = problems.filter(({ code }) => code === rule);
    if (errors.length > 0) throw new DomainError('rejected', rule, RULES[rule], { errors });
  }
}
