const TAG = /<\/?[a-z][^>]*>/i;

/** A body of which the platform does not tell whether it is HTML. */
export function textOrHtml(body: string | null): {
  readonly text: string | null;
  readonly html: string | null;
} {
  if (body === null) return { text: null, html: null };
  return TAG.test(body) ? { text: null, html: body } : { text: body, html: null };
}
