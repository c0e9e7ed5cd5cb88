/**
 * Whether this is the system error of that code. Checks the property, not the class: within Jest the errors of
 * Node's own modules come from another realm and are no `instanceof Error`.
 */
export const hasCode = (error: unknown, code: string): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === code;
