/**
 * The special characters of data travel through an HTML template as Unicode noncharacters, one for one, and become entities
 * once, when the template is rendered. Filters, captures and literals of the author need no escaping in between: every
 * character that is still `<` then was written by the author, and no entity can be cut or escaped twice.
 */
const SPECIAL = '&<>"\'';
const FIRST = 0xfdd0;
const ENTITIES = ['&amp;', '&lt;', '&gt;', '&#34;', '&#39;'] as const;
const PROTECTED = /[\uFDD0-\uFDD4]/g;
/** Noncharacters are for use within a program: text from elsewhere has no business with them. */
const NONCHARACTERS = /[\uFDD0-\uFDEF]/g;

/** Makes special characters text: whatever filters do, they are never markup. */
export const protect = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => String.fromCharCode(FIRST + SPECIAL.indexOf(character)));

/** The text as it was before. */
export const unprotect = (text: string): string =>
  text.replaceAll(PROTECTED, (character) => SPECIAL.charAt(character.charCodeAt(0) - FIRST));

/** Writes protected characters as entities. */
export const escapeProtected = (html: string): string =>
  html.replaceAll(PROTECTED, (character) => ENTITIES[character.charCodeAt(0) - FIRST] ?? '');

/** In strings; other values stay as they are. */
export const unprotected = (value: unknown): unknown =>
  typeof value === 'string' ? unprotect(value) : value;

/**
 * Data for a template: each text without blanks around it, so that `default` fills in for a name of blanks; for HTML
 * protected too.
 */
function templateData(value: unknown, kind: 'text' | 'html'): unknown {
  if (typeof value === 'string') {
    const text = value.trim();
    return kind === 'html' ? protect(text.replaceAll(NONCHARACTERS, '\uFFFD')) : text;
  }
  if (Array.isArray(value)) return value.map((each) => templateData(each, kind));

  return typeof value === 'object' && value !== null ? templateFields(value, kind) : value;
}

/** The fields of data. A template names a field as its owner wrote it, and a loop prints the name like all data. */
export function templateFields(fields: object, kind: 'text' | 'html'): object {
  const result = Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      kind === 'html' ? protect(name) : name,
      templateData(value, kind),
    ]),
  );
  for (const name of Object.keys(fields)) {
    const value = result[protect(name)];
    if (!Object.hasOwn(result, name)) Object.defineProperty(result, name, { value });
  }
  return result;
}
