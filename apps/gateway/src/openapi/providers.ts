import { DeclaredRoutes } from './declared-routes.js';
import { DocsController } from './docs.controller.js';
import { IndexController } from './index.controller.js';
import { OpenapiController } from './openapi.controller.js';

export const controllers = [DocsController, IndexController, OpenapiController];
export const providers = [DeclaredRoutes];
