import { Body, Controller, Param, Query } from '@nestjs/common';
import {
  examples,
  Invitation,
  pageOf,
  PasswordReset,
  User,
  UserChanges,
  UserInput,
  type Page,
} from '#contracts';
import type { Id } from '#kernel';
import { FromAuthor, type Author } from '../audit-log/author.js';
import { FromCaller, type Caller } from '../auth/caller.js';
import { PathId } from '../http/path-id.js';
import { ListQuery } from '../http/query.js';
import { Route } from '../http/route.js';
import { ManageUsers } from './manage-users.js';
import { Users } from './users.js';

const userId = new PathId('user', 'user');

/** The people of the workspace. */
@Controller('api/v1/users')
export class UsersController {
  constructor(
    private readonly manage: ManageUsers,
    private readonly users: Users,
  ) {}

  @Route('POST', '', {
    id: 'inviteUser',
    summary: 'Invite a person',
    description:
      'The response shows the token of the invitation this once; it works for seven days. A person who has not accepted yet can be invited again, which ends the token of before. Nobody invites somebody above their own role.',
    access: ['workspace:write'],
    status: 201,
    showsSecret: true,
    response: Invitation,
    refusals: ['duplicate_user', 'insufficient_role'],
    examples: {
      request: { email: examples.INVITED_USER.email, role: 'member' },
      response: examples.INVITATION,
    },
  })
  invite(
    @FromCaller() caller: Caller,
    @FromAuthor() author: Author,
    @Body({ schema: UserInput }) input: UserInput,
  ): Promise<Invitation> {
    return this.manage.invite(caller, author, input);
  }

  @Route('GET', '', {
    id: 'listUsers',
    summary: 'List the people of the workspace',
    access: ['workspace:read'],
    response: pageOf(User),
    examples: { response: examples.pageWith(examples.USER) },
  })
  list(
    @FromCaller() { workspaceId }: Caller,
    @Query({ schema: ListQuery }) query: ListQuery,
  ): Promise<Page<User>> {
    return this.users.list(workspaceId, query);
  }

  @Route('GET', ':id', {
    id: 'getUser',
    summary: 'Get a person',
    access: ['workspace:read'],
    response: User,
    examples: { response: examples.USER },
  })
  get(@FromCaller() { workspaceId }: Caller, @Param('id', userId) id: Id<'user'>): Promise<User> {
    return this.users.get(workspaceId, id);
  }

  @Route('PATCH', ':id', {
    id: 'updateUser',
    summary: 'Change the role of a person',
    description:
      'Tokens that the person has already got lose the scopes of the old role within five seconds.',
    access: ['workspace:write'],
    response: User,
    refusals: ['insufficient_role', 'last_owner'],
    examples: { request: { role: 'viewer' }, response: { ...examples.USER, role: 'viewer' } },
  })
  update(
    @FromCaller() caller: Caller,
    @FromAuthor() author: Author,
    @Param('id', userId) id: Id<'user'>,
    @Body({ schema: UserChanges }) { role }: UserChanges,
  ): Promise<User> {
    return this.manage.changeRole(caller, author, id, role);
  }

  @Route('POST', ':id/deactivate', {
    id: 'deactivateUser',
    summary: 'Deactivate a person',
    description:
      'The sessions of the person end, and their tokens are refused within five seconds. API keys that the person made stay.',
    access: ['workspace:write'],
    response: User,
    refusals: ['insufficient_role', 'last_owner'],
    examples: { response: { ...examples.USER, status: 'deactivated' } },
  })
  deactivate(
    @FromCaller() caller: Caller,
    @FromAuthor() author: Author,
    @Param('id', userId) id: Id<'user'>,
  ): Promise<User> {
    return this.manage.deactivate(caller, author, id);
  }

  @Route('POST', ':id/activate', {
    id: 'activateUser',
    summary: 'Activate a person again',
    access: ['workspace:write'],
    response: User,
    refusals: ['insufficient_role'],
    examples: { response: examples.USER },
  })
  activate(
    @FromCaller() caller: Caller,
    @FromAuthor() author: Author,
    @Param('id', userId) id: Id<'user'>,
  ): Promise<User> {
    return this.manage.activate(caller, author, id);
  }

  @Route('POST', ':id/reset-password', {
    id: 'issuePasswordReset',
    summary: 'Make a token with which a person sets a new password',
    description: 'The response shows the token this once; it works for a day, and ends the one of before.',
    access: ['workspace:write'],
    showsSecret: true,
    response: PasswordReset,
    refusals: ['insufficient_role', 'invalid_transition'],
    examples: { response: examples.PASSWORD_RESET },
  })
  issueReset(
    @FromCaller() caller: Caller,
    @FromAuthor() author: Author,
    @Param('id', userId) id: Id<'user'>,
  ): Promise<PasswordReset> {
    return this.manage.issueReset(caller, author, id);
  }

  @Route('POST', ':id/reset-totp', {
    id: 'resetUserTotp',
    summary: 'Turn off the authenticator app of a person',
    description: 'For a person who has lost it, with the recovery codes. Only owners may.',
    access: ['workspace:write'],
    response: User,
    refusals: ['insufficient_role'],
    examples: { response: examples.USER },
  })
  resetTotp(
    @FromCaller() caller: Caller,
    @FromAuthor() author: Author,
    @Param('id', userId) id: Id<'user'>,
  ): Promise<User> {
    return this.manage.resetTotp(caller, author, id);
  }
}
