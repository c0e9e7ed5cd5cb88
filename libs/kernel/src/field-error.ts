/**
 * Every code that `errors[].code` may have, with its meaning. The list is closed: a client can handle all of them, and the
 * name of a check inside a validator never becomes part of the API.
 */
export const FIELD_ERRORS = {
  required: 'The field is missing, or has to be given together with another.',
  unknown_field: 'There is no field or parameter of this name here.',
  invalid_type: 'The value has another type, such as text instead of a number.',
  invalid_format: 'The text has another form, such as a time without its zone.',
  invalid_value: 'The value is not one of those that are possible here.',
  invalid_combination: 'The field does not go together with another one.',
  out_of_range: 'The number or the time is too small or too large.',
  too_short: 'The text or the list is empty or too short.',
  too_long: 'The text, the list or the object is too long.',
  duplicate: 'The value or the parameter is there more than once.',
  not_found: 'The id is malformed, or nothing in the workspace has it.',
  inactive_inbox: 'The sending account is not active.',
  no_imap_server: 'The sending account has no IMAP server.',
  wrong_platform: 'The sending account is one of another platform than the campaign.',
  empty_filter: 'The filter matches no contact that may be written to.',
  immutable_field: 'The field cannot change any more.',
  duplicate_contact: 'A contact with this address exists already.',
  superseded: 'A later row of the same request has the same address.',
  invalid_rule: 'The rule of a segment cannot be evaluated.',
  malformed_template: 'The text is no Liquid template.',
  template_failed: 'The template cannot be rendered.',
  weak_password: 'The password is easily guessed.',
  wrong_password: 'It is not the current password.',
} as const;

export type FieldErrorCode = keyof typeof FIELD_ERRORS;

const isCode = (name: string): name is FieldErrorCode => Object.hasOwn(FIELD_ERRORS, name);

export const FIELD_ERROR_CODES: readonly FieldErrorCode[] = Object.keys(FIELD_ERRORS).filter(isCode);

/** One wrong field: `field` is a path such as `steps.0.subject`; `code` is for machines, `message` for people. */
export interface FieldError {
  readonly field: string;
  readonly code: FieldErrorCode;
  readonly message: string;
}
