import type { Template } from 'liquidjs';
import { LRUCache } from 'lru-cache';
import { parseTemplate, tagsIn, type TemplateKind } from './templates.js';

/** A tag or output takes a kilobyte when it is parsed. A thread keeps 20 MB of them: 1,000 usual bodies. */
const BYTES_PER_TAG = 1_000;
const MAX_BYTES = 20_000_000;

const templates = new LRUCache<string, Template[]>({
  maxSize: MAX_BYTES,
  sizeCalculation: (_, key) => key.length + tagsIn(key) * BYTES_PER_TAG,
});

/** Parsing costs more than rendering, and thousands of messages share a template. Throws liquidjs's error. */
export function parsedTemplate(kind: TemplateKind, source: string): Template[] {
  const key = `${kind}:${source}`;
  const template = templates.get(key) ?? parseTemplate(kind, source);
  templates.set(key, template);
  return template;
}
