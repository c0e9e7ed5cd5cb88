import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { WorkspaceId } from '#contracts';
import { reloadNatsUsers } from '#embedded';
import {
  authorizationBlock,
  createOutsideConsumer,
  deleteOutsideConsumer,
  loginOf,
  natsUsers,
  outsideNatsUsers,
  PROVISIONER,
  withLogin,
  type OutsideLogin,
  type OutsideUser,
} from '#messaging';
import { openNatsPasswords, type Home } from './home.js';

const FILE = 'nats-outside-users.json';
/** The block for a nats-server of the operator. */
export const AUTHORIZATION_FILE = 'nats-authorization.conf';

/** Part of a login and of the name of a consumer: a dot would end the word of a subject. */
const Name = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, {
  error: 'a name has lower-case letters, digits and hyphens, 40 at most',
});

const Stored = z.array(
  z.object({ workspaceId: WorkspaceId, name: Name, readOnly: z.boolean(), password: z.string() }),
);

/** The users of other systems: in a file that only its owner may read, as nats-server needs their passwords. */
export const outsideUsers = async (home: Home): Promise<OutsideLogin[]> =>
  (await home.read(Stored, FILE)) ?? [];

/** Where the users live: the folder, and the URL of the provisioner of a server that `npm start` did not start. */
export interface Place {
  readonly home: Home;
  readonly provisionerUrl?: string | undefined;
}

/** A user that was made, and whether a server of the operator must be reloaded before it can log in. */
export interface Created {
  readonly login: string;
  readonly password: string;
  readonly reload: boolean;
}

/** Makes a user with a new password, which is shown this once. Throws where the workspace has one of that name. */
export async function createOutsideUser(place: Place, user: OutsideUser): Promise<Created> {
  // nats-server reads a variable that begins with a digit as a number.
  const password = `p${randomBytes(21).toString('hex')}`;
  const [parsed] = Stored.parse([{ ...user, password }]);
  const users = await outsideUsers(place.home);
  const login = loginOf(user);
  if (parsed === undefined || users.some((each) => loginOf(each) === login)) {
    throw new Error(`${login} exists already: revoke it first`);
  }
  const server = await store(place, [...users, parsed]);
  if (server.url !== undefined) await whenReady(server.url, (url) => createOutsideConsumer(url, user));
  return { login, password, reload: server.isForeign };
}

/** Ends a user at once. Throws where there is none. */
export async function revokeOutsideUser(
  place: Place,
  user: Pick<OutsideUser, 'workspaceId' | 'name'>,
): Promise<{ readonly reload: boolean }> {
  const users = await outsideUsers(place.home);
  const left = users.filter((each) => loginOf(each) !== loginOf(user));
  if (left.length === users.length) throw new Error(`there is no user ${loginOf(user)}`);
  const server = await store(place, left);
  if (server.url !== undefined) await whenReady(server.url, (url) => deleteOutsideConsumer(url, user));
  return { reload: server.isForeign };
}

/** Stores the users for the next start and for servers of the operator, and gives them to the server that runs here. */
async function store({ home, provisionerUrl }: Place, users: readonly OutsideLogin[]) {
  const passwordOf = await openNatsPasswords(home);
  await home.write(FILE, users);
  await home.writeText(AUTHORIZATION_FILE, authorizationBlock(passwordOf, users));
  const all = [...natsUsers(passwordOf), ...outsideNatsUsers(users)];
  const port = provisionerUrl === undefined ? reloadNatsUsers(home.path('nats'), all) : undefined;
  const url = port === undefined ? provisionerUrl : embeddedUrl(port, passwordOf(PROVISIONER));
  return { url, isForeign: port === undefined };
}

const embeddedUrl = (port: number, password: string): string =>
  withLogin(`nats://127.0.0.1:${port}`, PROVISIONER, password);

const ATTEMPTS = 20;
const AGAIN_MS = 250;

/** A server that has just read its users again may refuse for a moment. */
async function whenReady(url: string, use: (url: string) => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await use(url);
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
      await pause(AGAIN_MS);
    }
  }
}
