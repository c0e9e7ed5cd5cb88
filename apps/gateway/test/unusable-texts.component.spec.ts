import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { useServers } from '#testing';
import { GatewayHarness, problemIn } from './gateway-harness.js';

const servers = useServers();
let gateway: GatewayHarness;
let key: string;
beforeAll(async () => {
  gateway = await GatewayHarness.start(servers);
  key = (await gateway.createWorkspace()).api_key;
});
afterAll(() => gateway.stop());

const post = (path: string, body: string) => gateway.request('POST', path, { key, body });

describe('a request', () => {
  it.each(['__proto__', 'constructor', 'prototype'])(
    'with the key %s is a 400 unknown_field that names its place, also within a row',
    async (name) => {
      const errorsOf = async (path: string, body: string) => (await problemIn(await post(path, body))).errors;
      const body = `{"name":"x","steps":[{"${name}":{"admin":true}}]}`;
      expect(await errorsOf('/api/v1/sequences/', body)).toMatchObject([
        { field: `steps.0.${name}`, code: 'unknown_field' },
      ]);
      const rows = `{"contacts":[{"custom_fields":{"${name}":1}}]}`;
      expect(await errorsOf('/api/v1/contacts/bulk/', rows)).toMatchObject([
        { field: `contacts.0.custom_fields.${name}`, code: 'unknown_field' },
      ]);
    },
  );

  it.each([
    ['half of a surrogate pair', String.raw`a\ud800b`],
    ['a null byte', String.raw`a\u0000b`],
  ])('with %s in a text is a 400 invalid_format that names the field', async (_, text) => {
    for (const [path, body, field] of [
      ['/api/v1/segments/', `{"name":"${text}"}`, 'name'],
      ['/api/v1/sequences/', `{"name":"x","steps":[{"body_text":"${text}"}]}`, 'steps.0.body_text'],
      ['/api/v1/contacts/', `{"email":"a@b.example","tags":["${text}"]}`, 'tags.0'],
      ['/api/v1/contacts/search/', `{"search":"${text}"}`, 'search'],
      ['/api/v1/auth/login/', `{"email":"a@b.example","password":"${text}"}`, 'password'],
    ] as const) {
      const { status, errors } = await problemIn(await post(path, body));
      expect([path, status, errors]).toEqual([
        path,
        400,
        [expect.objectContaining({ field, code: 'invalid_format' })],
      ]);
    }
  });

  it('with a null byte in a parameter is a 400 that names the parameter', async () => {
    for (const [path, name] of [
      ['/api/v1/campaigns/', 'cursor'],
      ['/api/v1/contacts/', 'search'],
      ['/api/v1/sending-accounts/', 'search'],
    ] as const) {
      const response = await gateway.request('GET', `${path}?${name}=a%00b`, { key });
      expect((await problemIn(response)).errors).toMatchObject([{ field: name, code: 'invalid_format' }]);
    }
  });
});
