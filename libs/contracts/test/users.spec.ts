import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import * as contracts from '#contracts';
import { OPERATIONS, OPERATOR, serviceOf, SERVICES } from '#contracts';
import { EVENTS, REQUESTS } from '#messaging';

const APPS = new URL('../../../apps/', import.meta.url);

/** The source text of a service, without its tests. */
const sourceOf = (service: string): string => {
  const folder = new URL(`${service}/src/`, APPS);
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
    .map((file) => readFileSync(new URL(file, folder), 'utf8'))
    .join('\n');
};

const SOURCES = SERVICES.map((service) => ({ service, source: sourceOf(service) }));
const named = Object.entries<unknown>(contracts);
const nameOf = (contract: object): string => named.find(([, value]) => value === contract)?.[0] ?? '';
const using = (pattern: RegExp): string[] =>
  SOURCES.filter(({ source }) => pattern.test(source)).map(({ service }) => service);

const jsonSchemaOf = (schema: z.ZodType) => z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });

/** NATS refuses to everybody else, so a service that asks or answers and is not named here does not work. */
describe.each(REQUESTS.filter((request) => !OPERATIONS.includes(request)))(
  'the request $subject',
  (request) => {
    const name = nameOf(request);

    it('is handled by the service in its subject, and by no other', () => {
      expect(using(new RegExp(`@HandlesRequest\\(\\s*${name}(Request)?\\b`))).toEqual([serviceOf(request)]);
    });

    it('is asked by the services that it names, and by no other', () => {
      const others = using(new RegExp(`\\b${name}\\b`)).filter((service) => service !== serviceOf(request));
      const services = request.askedBy.filter((requester) => requester !== OPERATOR);
      expect(others.toSorted()).toEqual(services.toSorted());
    });
  },
);

describe('the consumers that the events name', () => {
  it('are those of the services, under the name of their service', () => {
    const declared = new Set(EVENTS.flatMap(({ consumedBy }) => consumedBy));
    const running = SOURCES.flatMap(({ service, source }) =>
      [...source.matchAll(/@OnEvents\([^)]*durable: '([^']+)'/g)].map(([, durable = '']) => {
        expect(durable.split('-')[0]).toBe(service);
        return durable;
      }),
    );
    expect([...declared].toSorted()).toEqual(running.toSorted());
  });
});

/**
 * The sends of the first belong to any workspaces, and its statement matches the one of each. The second is asked by a schedule
 * and no customer, and has to see the lost time, which is no workspace's; its statement matches the workspace too.
 */
const ACROSS_WORKSPACES = ['rpc.enrollment.confirm-sends.v1', 'rpc.dispatcher.send-warmup-message.v1'];

describe('a request on behalf of a workspace', () => {
  it('has the workspace on top, where row-level security reads it', () => {
    const schemas = REQUESTS.map(({ subject, request }) => ({ subject, schema: jsonSchemaOf(request) }));
    const carrying = schemas.filter(({ schema }) => JSON.stringify(schema).includes('"workspace_id"'));
    const nested = carrying.filter(({ schema }) => !schema.required?.includes('workspace_id'));
    expect(carrying.length).toBeGreaterThan(60);
    expect(nested.map(({ subject }) => subject)).toEqual(ACROSS_WORKSPACES);
  });
});
