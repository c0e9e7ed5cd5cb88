import { ManageUsers } from './manage-users.js';
import { OperatorUsersController } from './operator-users.controller.js';
import { SetPasswordByToken } from './set-password-by-token.js';
import { TokenPasswordsController } from './token-passwords.controller.js';
import { UsersController } from './users.controller.js';
import { Users } from './users.js';

export const controllers = [OperatorUsersController, TokenPasswordsController, UsersController];
export const providers = [ManageUsers, SetPasswordByToken, Users];
