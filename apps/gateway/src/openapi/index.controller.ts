import { Controller } from '@nestjs/common';
import { Route } from '../http/route.js';

const INDEX = {
  name: 'Nimbus Campaigns',
  api: '/api/v1/',
  documentation: '/docs',
  openapi: '/api/v1/openapi.json',
  health: '/health/ready',
  authentication: {
    header: 'Authorization: Bearer <API key or access token>',
    log_in: 'POST /api/v1/auth/login/ with email and password gives an access token for an hour',
    api_keys: 'POST /api/v1/api-keys/ gives a key for programs',
  },
} as const;

/** The first address that a person tries. */
@Controller()
export class IndexController {
  @Route('GET', '', { access: 'everybody', undocumented: true })
  root(): typeof INDEX {
    return INDEX;
  }

  @Route('GET', 'api/v1', { access: 'everybody', undocumented: true })
  api(): typeof INDEX {
    return INDEX;
  }
}
