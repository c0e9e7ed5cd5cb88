import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import { z } from 'zod';
import { useServers } from '#testing';
import { DeclaredRoutes } from '../src/openapi/declared-routes.js';
import { openApiDocument, TAGS } from '../src/openapi/document.js';
import { tagOf } from '../src/openapi/operation.js';
import { pascalCase } from '../src/openapi/problems.js';
import { bodiesIn, documentChecker } from './document-bodies.js';
import { GatewayHarness } from './gateway-harness.js';

const servers = useServers();
let gateway: GatewayHarness;
beforeAll(async () => {
  gateway = await GatewayHarness.start(servers);
});
afterAll(() => gateway.stop());

const declared = () => gateway.app.get(DeclaredRoutes, { strict: false }).list();
const document = () => openApiDocument(declared());
const keyOf = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;

const documents = readdirSync(new URL('../../../docs', import.meta.url), {
  recursive: true,
  encoding: 'utf8',
}).filter((file) => file.endsWith('.md'));

const Reference = z.strictObject({ $ref: z.string().startsWith('#/components/schemas/') });

describe('the OpenAPI document', () => {
  it('describes every route of the API, and no other', () => {
    const described = Object.entries(document().paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const reading = described.filter((key) => key.startsWith('GET '));
    const heads = reading.map((key) => key.replace('GET', 'HEAD'));
    const served = gateway.registeredRoutes.filter((route) => route.includes(' /api/v1/'));
    expect(served.toSorted()).toEqual([...described, ...heads].toSorted());
    expect(described.length).toBeGreaterThan(65);
  });

  it('has each operation that the documents name', () => {
    const place = (path: string): string => path.replace(/\/$/, '').replaceAll(/:\w+|\{\w+\}/g, '*');
    const known = declared().map(({ method, path }) => `${method} ${place(path)}`);
    const pages = ['../../../README.md', ...documents.map((page) => `../../../docs/${page}`)];
    const texts = pages.map((page) => readFileSync(new URL(page, import.meta.url), 'utf8'));
    const matches = texts.flatMap((text) => [
      ...text.matchAll(/(GET|POST|PATCH|DELETE) (\/api\/v1\/[\w:{}./-]*[\w:{}/])/g),
    ]);
    const named = matches.map(([, method = '', path = '']) => `${method} ${place(path)}`);
    expect(named.length).toBeGreaterThan(40);
    expect(named.filter((operation) => !known.includes(operation))).toEqual([]);
  });

  it('names each operation once', () => {
    const ids = declared().map(({ operation }) => operation.id);
    expect(ids.filter((id, place) => ids.indexOf(id) !== place)).toEqual([]);
    expect(ids.filter((id) => !/^[a-z]+([A-Z][a-z]+)+$/.test(id))).toEqual([]);
  });

  it('is OpenAPI 3.1, and needs no authentication', async () => {
    const response = await gateway.request('GET', '/api/v1/openapi.json');
    expect(response.status).toBe(200);
    expect(await new Validator().validate(JSON.parse(await response.text()))).toEqual({ valid: true });
  });

  it('says where the source code of this version is, as the licence asks', () => {
    const url = 'https://example.com/nimbus';
    expect(openApiDocument(declared(), url).externalDocs).toMatchObject({ url });
    expect(document().info.license.identifier).toBe('AGPL-3.0-or-later');
  });

  it('shows a body for every route that takes one, which validation takes too', () => {
    const examples = declared().map((route) => ({ route, example: route.operation.examples?.request }));
    const shown = examples.filter(({ example }) => example !== undefined);
    const withBody = declared().filter(({ body }) => body !== undefined);
    expect(shown.map(({ route }) => keyOf(route))).toEqual(withBody.map(keyOf));
    const wrong = shown.filter(({ route, example }) => !route.body?.safeParse(example).success);
    expect(wrong.map(({ route }) => keyOf(route))).toEqual([]);
  });

  it.each([
    ['GET', '/api/v1/workspace', 200, 'Workspace'],
    ['GET', '/api/v1/api-keys', 200, 'ListApiKeysResult'],
    ['GET', '/api/v1/clients', 200, 'ListClientsResult'],
    ['GET', '/api/v1/clients/nobody', 404, 'NotFoundProblem'],
    ['GET', '/api/v1/clients?page_size=0', 400, 'ValidationErrorProblem'],
  ])('%s %s answers %i as it says', async (method, path, status, name) => {
    const { api_key: key } = await gateway.createWorkspace();
    const response = await gateway.request(method, path, { key });
    expect(response.status).toBe(status);
    expect(documentChecker(document()).flaws(`components/schemas/${name}`, await response.json())).toBe(null);
  });

  it.each([
    ['CreateSegmentRequest', { name: '' }],
    ['UpdateCampaignRequest', {}],
    ['UpdateContactRequest', {}],
    ['ContactFilter', {}],
    ['ContactFilter', { icp_tier: [] }],
    ['CreateSuppressionRequest', {}],
    ['CreateSuppressionRequest', { email: 'ada@example.com', domain: 'example.com' }],
    ['RetrySendsRequest', {}],
    ['RetrySendsRequest', { status: 'failed', send_ids: ['send_01h455vb4pex5vsknk084sn02q'] }],
    ['UpdateCampaignRequest', { send_days: [1, 1] }],
    ['UpdateCampaignRequest', { colour: 'red' }],
  ])('is as strict as the server: %s refuses %j', (name, body) => {
    expect(documentChecker(document()).flaws(`components/schemas/${name}`, body)).not.toBe(null);
  });

  it('names each figure of a report', () => {
    const { ReplyIntents, BounceBreakdown } = document().components.schemas;
    expect(ReplyIntents).toMatchObject({
      properties: { intents: { properties: { ooo: { type: 'integer' } } } },
    });
    expect(BounceBreakdown).toMatchObject({
      properties: { classes: { properties: { hard: { type: 'integer' } } } },
    });
  });

  it('has no name that generators for Go would have twice', () => {
    const schemas = document().components.schemas;
    const values = Object.values(schemas).flatMap(
      (schema) => z.array(z.string()).safeParse(schema['enum']).data ?? [],
    );
    const constants = values.map(pascalCase);
    const theirs = Object.keys(schemas).filter(
      (name) => constants.includes(name) || /^Client$|Response$/.test(name),
    );
    expect(theirs).toEqual([]);
  });

  it('has a name for the schema of each body, so that a generated client has one too', () => {
    const anonymous = bodiesIn(document()).flatMap(({ place, mediaType, media }) => {
      const schemas = media.schema['oneOf'] ?? [media.schema];
      const isNamed = z.array(Reference).safeParse(schemas).success;
      return isNamed || !/[/+]json$/.test(mediaType) ? [] : [place];
    });
    expect(anonymous).toEqual([]);
  });

  it('says what may be null where generators see it, beside the format', () => {
    expect(document().components.schemas['Campaign']).toMatchObject({
      properties: {
        started_at: { type: ['string', 'null'], format: 'date-time', description: 'When it was launched.' },
        paused_by: { anyOf: [{ $ref: '#/components/schemas/PausedBy' }, { type: 'null' }] },
      },
    });
  });

  it('declares each id of a path once, by its name', () => {
    for (const route of declared()) {
      const named = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect({ route: keyOf(route), ids: route.params.map(({ name }) => name) }).toEqual({
        route: keyOf(route),
        ids: expect.arrayContaining(named),
      });
      expect(route.params).toHaveLength(named.length);
    }
  });

  it('says what each parameter of a query means', () => {
    const silent = Object.entries(document().paths).flatMap(([path, operations]) =>
      Object.values(operations)
        .flatMap(({ parameters }) => parameters)
        .flatMap((one) =>
          'in' in one && one.in === 'query' && !('description' in one) ? [[path, one.name]] : [],
        ),
    );
    expect(silent).toEqual([]);
  });

  it('says what each tag is about', () => {
    const tags = new Set(declared().map(({ path }) => tagOf(path)));
    expect(Object.keys(TAGS).toSorted()).toEqual([...tags].toSorted());
  });

  it.each(['/', '/api/v1', '/api/v1/'])('is named by the index at %s, without a token', async (path) => {
    const response = await gateway.request('GET', path);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ documentation: '/docs', openapi: '/api/v1/openapi.json' });
  });

  it('is about things that say where they are, once they are made', async () => {
    const { api_key: key } = await gateway.createWorkspace();
    const made = await gateway.request('POST', '/api/v1/clients/', { key, body: { name: 'Lumen' } });
    const location = made.headers.get('location') ?? '';
    expect(location).toMatch(/^\/api\/v1\/clients\/cli_\w+\/$/);
    expect((await gateway.request('GET', location, { key })).status).toBe(200);
  });

  it('is a page too, which loads nothing from elsewhere', async () => {
    const page = await gateway.request('GET', '/docs');
    const html = await page.text();
    expect(page.status).toBe(200);
    const csp = page.headers.get('content-security-policy') ?? '';
    expect(csp).toContain("default-src 'none'; script-src 'self';");
    expect(csp).not.toMatch(/https?:|\*|unsafe-eval/);
    expect(html).toContain('"url":"/api/v1/openapi.json"');
    const loaded = [...html.matchAll(/ (?:src|href)="([^"]*)"/g)].map(([, address]) => address ?? '');
    expect(loaded).toEqual(['/docs/scalar.js']);

    const script = await gateway.request('GET', loaded[0] ?? '');
    expect(script.status).toBe(200);
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(await script.text()).toContain('createApiReference');
  });
});
