import { toValue, type Context } from 'liquidjs';
import { unprotect } from './escaping.js';

/** Filters that look for a text in another one. Either may have protected characters, and what stays keeps its own. */
export const PATTERN_FILTERS = {
  split,
  replace: replaceAll,
  remove: replaceAll,
  replace_first: replaceOne('indexOf'),
  remove_first: replaceOne('indexOf'),
  replace_last: replaceOne('lastIndexOf'),
  remove_last: replaceOne('lastIndexOf'),
};

export function textOf(value: unknown): string {
  const text: unknown = toValue(value);
  if (typeof text === 'string') return text;
  if (text === null || text === undefined) return '';
  return Array.isArray(text) ? text.map(textOf).join('') : JSON.stringify(text);
}

/** The pieces around a pattern, where each of the two may have protected characters. */
function piecesOf(text: string, pattern: string): string[] {
  if (pattern === '') return text.split('');
  let end = -pattern.length;
  return unprotect(text)
    .split(unprotect(pattern))
    .map((piece) => {
      const begin = end + pattern.length;
      end = begin + piece.length;
      return text.slice(begin, end);
    });
}

function replaceAll(
  this: { readonly context: Context },
  value: unknown,
  pattern: unknown,
  replacement: unknown = '',
): string {
  const pieces = piecesOf(textOf(value), textOf(pattern));
  const between = textOf(replacement);
  this.context.memoryLimit.use(pieces.length * between.length);
  return pieces.join(between);
}

function replaceOne(find: 'indexOf' | 'lastIndexOf') {
  return (value: unknown, pattern: unknown, replacement: unknown = ''): string => {
    const text = textOf(value);
    const sought = textOf(pattern);
    const at = unprotect(text)[find](unprotect(sought));
    return at < 0 ? text : text.slice(0, at) + textOf(replacement) + text.slice(at + sought.length);
  };
}

function split(value: unknown, separator: unknown): string[] {
  const pieces = piecesOf(textOf(value), textOf(separator));
  return pieces.slice(0, pieces.findLastIndex((piece) => piece !== '') + 1);
}
