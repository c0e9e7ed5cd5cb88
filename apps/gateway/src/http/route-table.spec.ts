import { describe, expect, it } from '@jest/globals';
import { RouteTable } from './route-table.js';

describe('the methods of a path', () => {
  const routes = new RouteTable();
  routes.add('POST', '/api/v1/campaigns');
  routes.add('GET', '/api/v1/campaigns');
  routes.add('GET', '/api/v1/campaigns/:id');
  routes.add('POST', '/api/v1/campaigns/:id/launch');
  routes.add('POST', '/api/v1/campaigns/search');

  it.each([
    ['/api/v1/campaigns', ['GET', 'POST']],
    ['/api/v1/campaigns/?page_size=5', ['GET', 'POST']],
    ['/api/v1/campaigns/camp_1', ['GET']],
    ['/api/v1/campaigns/camp_1/launch/', ['POST']],
    ['/api/v1/%63ampaigns', ['GET', 'POST']],
    ['/api/v1/campaigns/search', ['POST']],
    ['/api/v1/campaigns/%', ['GET']],
  ])('of %s are known', (path, methods) => {
    expect(routes.methodsOf(path)).toEqual(methods);
  });

  it.each(['/', '/api/v1', '/api/v1/campaigns//', '/api/v1/campaigns/camp_1/launch/now'])(
    'of %s are none, since no route has it',
    (path) => {
      expect(routes.methodsOf(path)).toEqual([]);
    },
  );
});
