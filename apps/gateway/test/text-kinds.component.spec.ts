import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { useServers } from '#testing';
import { DeclaredRoutes } from '../src/openapi/declared-routes.js';
import { GatewayHarness } from './gateway-harness.js';

const servers = useServers();
let gateway: GatewayHarness;
beforeAll(async () => {
  gateway = await GatewayHarness.start(servers);
});
afterAll(() => gateway.stop());

/** Texts that are no line of a person: copy and secrets are kept as they come, and the others are looked up. */
const KEPT = [
  /(^|\.)(subject|body_html|body_text)$/,
  /(^|\.)(password|current_password|token|refresh_token|totp)$/,
  /^custom_fields\.value$/,
  /\.rules\.item\.value$/,
  /^(cursor|actor|reason|contact_ids\.item)$/,
  /^(smtp|imap)\.(user|password)$/,
  /^oauth\.(client_id|client_secret|scope)$/,
  /^(footer|postal_address)$/, // several lines
];

/** Every text of a schema by its path. */
// oxlint-disable-next-line complexity -- one line for each kind of schema
function textsIn(schema: unknown, path: readonly string[] = []): (readonly [string, z.ZodString])[] {
  if (schema instanceof z.ZodString) return [[path.join('.'), schema]];
  if (schema instanceof z.ZodObject) {
    return Object.entries(schema.shape).flatMap(([name, field]) => textsIn(field, [...path, name]));
  }
  if (schema instanceof z.ZodArray) return textsIn(schema.element, [...path, 'item']);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => textsIn(option, path));
  if (schema instanceof z.ZodRecord) {
    return [...textsIn(schema.keyType, [...path, 'key']), ...textsIn(schema.valueType, [...path, 'value'])];
  }
  if (schema instanceof z.ZodPipe) return [...textsIn(schema.in, path), ...textsIn(schema.out, path)];
  const wraps =
    schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault;
  return wraps ? textsIn(schema.unwrap(), path) : [];
}

/** Also one that is long enough for a field with a smallest length. */
const PROBES = ['a', 'a'.repeat(20)];

/** Either the one rule for lines, or a form of its own that takes no such text at all. */
function isLine(text: z.ZodString): boolean {
  const takesBreaks = PROBES.some((probe) => text.safeParse(`${probe}\nb`).success);
  const keepsForm = PROBES.some((probe) => {
    const { success, data } = text.safeParse(` ${probe}e\u0301 `);
    return success && data !== `${probe}\u00e9`;
  });
  return !takesBreaks && !keepsForm && text.safeParse('\u200b').data !== '\u200b';
}

describe('every text of an input', () => {
  it('is one line by the one rule, has a form of its own, or is known to be kept as it comes', () => {
    const routes = gateway.app.get(DeclaredRoutes).list();
    const texts = routes.flatMap(({ operation, body, query }) =>
      [body, query].flatMap((input) =>
        textsIn(input).map(([path, text]) => ({ at: operation.id, path, text })),
      ),
    );
    expect(texts.length).toBeGreaterThan(100);
    const free = texts.filter(({ path, text }) => !KEPT.some((kept) => kept.test(path)) && !isLine(text));
    expect(free.map(({ at, path }) => `${at}: ${path}`)).toEqual([]);
    for (const kept of KEPT) expect(texts.some(({ path }) => kept.test(path))).toBe(true);
  });

  it('would not be a plain string', () => {
    expect([z.string(), z.string().max(50), z.string().min(12)].filter(isLine)).toEqual([]);
  });
});
