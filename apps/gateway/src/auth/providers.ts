import { Accounts } from './accounts.js';
import { ApiKeysController } from './api-keys.controller.js';
import { ApiKeys } from './api-keys.js';
import { AuthController } from './auth.controller.js';
import { Callers } from './callers.js';
import { ChangePassword } from './change-password.js';
import { CreateApiKey } from './create-api-key.js';
import { LogIn } from './log-in.js';
import { LoginAttempts } from './login-attempts.js';
import { ManageTotp } from './manage-totp.js';
import { OneTimeTokens } from './one-time-tokens.js';
import { OperatorKeysController } from './operator-keys.controller.js';
import { PasswordController } from './password.controller.js';
import { RouteAccessCheck } from './route-access-check.js';
import { SecondFactor } from './second-factor.js';
import { SecretTries } from './secret-tries.js';
import { SessionsController } from './sessions.controller.js';
import { Sessions } from './sessions.js';
import { TotpStore } from './totp-store.js';
import { TotpController } from './totp.controller.js';

export const controllers = [
  ApiKeysController,
  AuthController,
  OperatorKeysController,
  PasswordController,
  SessionsController,
  TotpController,
];
export const providers = [
  Accounts,
  ApiKeys,
  Callers,
  ChangePassword,
  CreateApiKey,
  LogIn,
  LoginAttempts,
  ManageTotp,
  OneTimeTokens,
  RouteAccessCheck,
  SecondFactor,
  SecretTries,
  Sessions,
  TotpStore,
];
