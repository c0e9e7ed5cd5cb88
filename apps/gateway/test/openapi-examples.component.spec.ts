import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { useServers } from '#testing';
import type { z } from 'zod';
import { ANSWERS } from '../src/openapi/answers.js';
import { DeclaredRoutes } from '../src/openapi/declared-routes.js';
import { openApiDocument, type OpenApiDocument } from '../src/openapi/document.js';
import { ANSWER_EXAMPLES } from '../src/openapi/examples/answers.js';
import { PROBLEM_EXAMPLES } from '../src/openapi/examples/problems.js';
import { pascalCase, PROBLEMS } from '../src/openapi/problem-schemas.js';
import { PROBLEM_TYPES } from '../src/openapi/problem-types.js';
import { ROUTES } from '../src/openapi/routes.js';
import { bodiesIn, documentChecker, examplesOf } from './document-bodies.js';
import { GatewayUnderTest } from './gateway-under-test.js';

const servers = useServers();
let gateway: GatewayUnderTest;
let document: OpenApiDocument;
beforeAll(async () => {
  gateway = await GatewayUnderTest.start(servers);
  document = openApiDocument(gateway.app.get(DeclaredRoutes, { strict: false }).list());
});
afterAll(() => gateway.stop());

/** As `POST /api/v1/campaigns 201`: what each route may answer in JSON when it does what was asked. */
const jsonAnswers = (): string[] =>
  Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, { responses }]) =>
      Object.entries(responses)
        .filter(([, answer]) => 'content' in answer && answer.content?.['application/json'] !== undefined)
        .map(([status]) => `${method.toUpperCase()} ${path} ${status}`),
    ),
  );

/** A schema drops fields that it does not know: one that was renamed or removed would be missing. */
const isTakenWhole = (schema: z.ZodType | undefined, example: unknown): boolean =>
  isDeepStrictEqual(schema?.safeParse(example).data, example);

describe('the examples of the OpenAPI document', () => {
  it('show every answer in JSON, and nothing else', () => {
    expect(Object.keys(ANSWER_EXAMPLES).toSorted()).toEqual(jsonAnswers().toSorted());
  });

  it('of answers have all the fields that their schemas want, and no other', () => {
    const wrong = Object.entries(ANSWER_EXAMPLES).flatMap(([answer, example]) => {
      const [method, path, status] = answer.split(' ');
      const notes = ROUTES[`${method} ${path}`];
      const name = status === '202' ? notes?.accepted : notes?.answer;
      return name != null && isTakenWhole(ANSWERS[name], example) ? [] : [answer];
    });
    expect(wrong).toEqual([]);
  });

  it('show every problem, with the members that it has', () => {
    expect(Object.keys(PROBLEM_EXAMPLES).toSorted()).toEqual(Object.keys(PROBLEM_TYPES).toSorted());
    const wrong = Object.entries(PROBLEM_EXAMPLES).filter(
      ([code, example]) => !isTakenWhole(PROBLEMS[`${pascalCase(code)}Problem`], example),
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
