import { ApiKeysController } from './api-keys.controller.js';
import { ApiKeys } from './api-keys.js';
import { AuthController } from './auth.controller.js';
import { Callers } from './callers.js';
import { CreateApiKey } from './create-api-key.js';
import { LogIn } from './log-in.js';
import { LoginAttempts } from './login-attempts.js';
import { RouteAccessCheck } from './route-access-check.js';
import { Sessions } from './sessions.js';

export const controllers = [ApiKeysController, AuthController];
export const providers = [ApiKeys, Callers, CreateApiKey, LogIn, LoginAttempts, RouteAccessCheck, Sessions];
