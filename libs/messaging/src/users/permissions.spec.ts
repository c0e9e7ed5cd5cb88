import { describe, expect, it } from '@jest/globals';
import { SERVICES } from '#contracts';
import { permissionsOf } from './permissions.js';
import { NATS_USERS, withLogin } from './user-names.js';

const RIGHTS = NATS_USERS.map((user) => ({ user, ...permissionsOf(user) }));

/** The bus: its workspaces and outside users are not known beforehand. */
const BUS_RIGHTS: readonly string[] = [
  'bus nimbus.reply.>',
  'bus $JS.API.CONSUMER.CREATE.INBOUND.bus-commands.nimbus.in.>',
  'webhooks nimbus.out.>',
  'provisioner $JS.API.CONSUMER.CREATE.OUTBOUND.*.nimbus.out.*.>',
  'provisioner $JS.API.CONSUMER.DELETE.OUTBOUND.*',
];

describe.each(RIGHTS)('the rights of $user', ({ user, publish, subscribe }) => {
  it('are never empty, because nats-server reads an empty list as every subject', () => {
    expect(publish.allow).not.toEqual([]);
    expect(subscribe.allow).not.toEqual([]);
  });

  it('have wildcards only where a name of its own stands before them', () => {
    const wide = [...publish.allow, ...subscribe.allow].filter(
      (subject) => /[*>]/.test(subject) && !BUS_RIGHTS.includes(`${user} ${subject}`),
    );
    for (const subject of wide) {
      // A filter over several events in the name of the consumer is no wildcard for NATS: the subject is literal there.
      expect(subject).toMatch(
        new RegExp(`^(_INBOX_${user}\\.>|\\$JS\\.(ACK|API\\.CONSUMER\\.CREATE)\\.[A-Z]+\\.${user}-.*)$`),
      );
    }
  });
});

describe('the login in a url', () => {
  it('is put into every server of a cluster, in place of another one', () => {
    expect(withLogin('nats://a:1, nats://old:secret@b:2', 'me', 'p@ss/word')).toBe(
      'nats://me:p%40ss%2Fword@a:1,nats://me:p%40ss%2Fword@b:2',
    );
  });
});

it('every service has a user', () => {
  for (const service of SERVICES) expect(NATS_USERS).toContain(service);
});
