import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { Invitation, WorkspaceCreated, type Role, type WorkspaceId } from '#contracts';
import { ADMIN_TOKEN, type GatewayHarness } from './gateway-harness.js';

export const PASSWORD = 'correct horse battery';

const Tokens = z.object({ access_token: z.string(), refresh_token: z.string() });

/** Somebody who is logged in. */
export interface LoggedIn extends z.infer<typeof Tokens> {
  readonly email: string;
  readonly workspaceId: WorkspaceId;
}

export interface Invited {
  readonly id: string;
  readonly email: string;
  readonly token: string;
}

/** The people of one workspace, all made from outside. */
export class People {
  private constructor(
    private readonly gateway: GatewayHarness,
    readonly workspaceId: WorkspaceId,
    readonly apiKey: string,
    readonly owner: LoggedIn,
  ) {}

  static async start(gateway: GatewayHarness): Promise<People> {
    const email = `owner-${randomUUID()}@example.com`;
    const body = { name: 'Tests', owner: { email, password: PASSWORD } };
    const response = await gateway.request('POST', '/api/v1/admin/workspaces/', { key: ADMIN_TOKEN, body });
    const { workspace_id, api_key } = WorkspaceCreated.parse(await response.json());
    const owner = await logIn(gateway, { email, workspaceId: workspace_id });
    return new People(gateway, workspace_id, api_key, owner);
  }

  /** A request as one of the people, or as a key. */
  ask(token: string, method: string, path: string, body?: unknown): Promise<Response> {
    return this.gateway.request(method, `/api/v1/${path}`, {
      key: token,
      ...(body !== undefined && { body }),
    });
  }

  async invite(role: Role, { as = this.owner.access_token } = {}): Promise<Invited> {
    const email = `${role}-${randomUUID()}@example.com`;
    const response = await this.ask(as, 'POST', 'users/', { email, role });
    const { user, token } = Invitation.parse(await response.json());
    return { id: user.id, email, token };
  }

  accept(token: string, password = PASSWORD): Promise<Response> {
    return this.gateway.request('POST', '/api/v1/auth/accept-invitation/', { body: { token, password } });
  }

  /** Invites somebody, who accepts and logs in. */
  async add(role: Role): Promise<LoggedIn & { readonly id: string }> {
    const { id, email, token } = await this.invite(role);
    await this.accept(token);
    return { id, ...(await this.logIn(email)) };
  }

  logIn(email: string, more: object = {}): Promise<LoggedIn> {
    return logIn(this.gateway, { email, workspaceId: this.workspaceId }, more);
  }

  tryLogIn(email: string, more: object = {}): Promise<Response> {
    return tryLogIn(this.gateway, { email, workspaceId: this.workspaceId }, more);
  }
}

type Who = Pick<LoggedIn, 'email' | 'workspaceId'>;

const tryLogIn = (gateway: GatewayHarness, { email, workspaceId }: Who, more: object): Promise<Response> => {
  const body = { email, password: PASSWORD, workspace_id: workspaceId, ...more };
  return gateway.request('POST', '/api/v1/auth/login/', { body });
};

async function logIn(gateway: GatewayHarness, who: Who, more: object = {}): Promise<LoggedIn> {
  const response = await tryLogIn(gateway, who, more);
  return { ...who, ...Tokens.parse(await response.json()) };
}
