import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import { useServers } from '#testing';
import { responseOf } from '../src/openapi/components.js';
import { DeclaredRoutes, type DeclaredRoute } from '../src/openapi/declared-routes.js';
import { openApiDocument, type OpenApiDocument } from '../src/openapi/document.js';
import { PROBLEM_TYPES } from '../src/openapi/problem-types.js';
import { pascalCase, PROBLEM_EXAMPLES, PROBLEM_SCHEMAS } from '../src/openapi/problems.js';
import { bodiesIn, documentChecker, examplesOf } from './document-bodies.js';
import { GatewayHarness } from './gateway-harness.js';

const servers = useServers();
let gateway: GatewayHarness;
let routes: DeclaredRoute[];
let document: OpenApiDocument;
beforeAll(async () => {
  gateway = await GatewayHarness.start(servers);
  routes = gateway.app.get(DeclaredRoutes, { strict: false }).list();
  document = openApiDocument(routes);
});
afterAll(() => gateway.stop());

/** The JSON responses of a route to a request that succeeds, with their schemas. */
const successesOf = (route: DeclaredRoute) => {
  const { accepted, examples } = route.operation;
  const key = `${route.method} ${route.path}`;
  return [
    { answer: `${key} ${route.status}`, schema: responseOf(route) ?? undefined, example: examples?.response },
    { answer: `${key} 202`, schema: accepted, example: examples?.accepted },
  ].filter(({ schema, example }) => schema !== undefined || example !== undefined);
};

/** A schema drops fields that it does not know: one that was renamed or removed would be missing. */
const isTakenWhole = (schema: z.ZodType | undefined, example: unknown): boolean =>
  isDeepStrictEqual(schema?.safeParse(example).data, example);

describe('the examples of the OpenAPI document', () => {
  it('of answers have all the fields that their schemas want, and no other', () => {
    const successes = routes.flatMap(successesOf);
    const wrong = successes.filter(({ schema, example }) => !isTakenWhole(schema, example));
    expect(wrong.map(({ answer }) => answer)).toEqual([]);
    expect(successes.length).toBeGreaterThan(60);
  });

  it('show every problem, with the members that it has', () => {
    expect(Object.keys(PROBLEM_EXAMPLES)).toEqual(Object.keys(PROBLEM_TYPES).map(pascalCase));
    const wrong = Object.entries(PROBLEM_EXAMPLES).filter(
      ([name, { value }]) => !isTakenWhole(PROBLEM_SCHEMAS[`${name}Problem`], value),
    );
    expect(wrong).toEqual([]);
  });

  it('are there for every body, and a client that has only the document takes them', () => {
    const { flaws } = documentChecker(document);
    const wrong = bodiesIn(document).flatMap((body) => {
      const examples = examplesOf(body, document);
      if (examples.length === 0) return [`${body.place} has none`];
      return examples
        .map((example) => flaws(`${body.place}/schema`, example))
        .filter((flaw) => flaw !== null);
    });
    expect(wrong).toEqual([]);
  });
});
