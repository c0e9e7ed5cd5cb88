import type { FieldError } from '#kernel';

/** Keys with which a document could change the prototype of an object that it is copied into. */
const POISON = new Set(['__proto__', 'constructor', 'prototype']);
const NULL_BYTE = String.fromCodePoint(0);
/** A surrogate without the other one of its pair. */
const HALF = /\p{Cs}/u;

/** Texts and keys that no field can have. `checkShape` has bounded the depth of this recursion and the number of its steps. */
export const unusableParts = (document: unknown): FieldError[] => errorsIn(document, '', textError);

/** Keys alone, where each row of the document is checked, and fails, by itself. */
export const unusableKeys = (document: unknown): FieldError[] => errorsIn(document, '', () => []);

type TextCheck = (text: string, field: string) => FieldError[];

function errorsIn(value: unknown, field: string, check: TextCheck): FieldError[] {
  if (typeof value === 'string') return check(value, field);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => {
    const path = field === '' ? key : `${field}.${key}`;
    return [...keyError(key, path), ...check(key, path), ...errorsIn(member, path, check)];
  });
}

const keyError = (key: string, field: string): FieldError[] =>
  POISON.has(key) ? [{ field, code: 'unknown_field', message: 'cannot be the name of a field' }] : [];

/** PostgreSQL stores neither; a lone surrogate that became U+FFFD would be another text than the one that was sent. */
function textError(text: string, field: string): FieldError[] {
  if (text.includes(NULL_BYTE)) return [invalid(field, 'must not contain a null byte')];
  if (HALF.test(text)) return [invalid(field, 'must not contain half of a surrogate pair')];
  return [];
}

const invalid = (field: string, message: string): FieldError => ({ field, code: 'invalid_format', message });
