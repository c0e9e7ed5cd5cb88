import { Controller } from '@nestjs/common';
import { ChangeUserRole, InviteUser, ListUsers, RemoveUser, type RequestOf } from '#contracts';
import { HandlesRequest } from '#messaging';
import { operatorAuthor } from '../audit-log/operator.js';
import { operatorCaller } from '../auth/operator-caller.js';
import { ManageUsers } from './manage-users.js';
import { Users } from './users.js';

/** The requests of the operator's tool about people. */
@Controller()
export class OperatorUsersController {
  constructor(
    private readonly users: Users,
    private readonly managing: ManageUsers,
  ) {}

  @HandlesRequest(ListUsers)
  list({ workspace_id, ...query }: RequestOf<typeof ListUsers>) {
    return this.users.list(workspace_id, query);
  }

  @HandlesRequest(InviteUser)
  invite({ workspace_id, ...input }: RequestOf<typeof InviteUser>) {
    return this.managing.invite(operatorCaller(workspace_id), operatorAuthor(), input);
  }

  @HandlesRequest(ChangeUserRole)
  changeRole({ workspace_id, user_id, role }: RequestOf<typeof ChangeUserRole>) {
    return this.managing.changeRole(operatorCaller(workspace_id), operatorAuthor(), user_id, role);
  }

  @HandlesRequest(RemoveUser)
  remove({ workspace_id, user_id }: RequestOf<typeof RemoveUser>) {
    return this.managing.deactivate(operatorCaller(workspace_id), operatorAuthor(), user_id);
  }
}
