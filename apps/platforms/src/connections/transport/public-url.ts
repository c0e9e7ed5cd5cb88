/** Injection token: where platforms reach the API. */
export const PUBLIC_URL = Symbol('PUBLIC_URL');
