import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GetSmtpCredentials, type SendingAccountId } from '#contracts';
import { newId, SystemClock } from '#kernel';
import { NatsConnectionHolder, RpcClient } from '#messaging';
import { eventually, useServers } from '#testing';
import { SmtpCredentialsClient } from './smtp-credentials.js';

const servers = useServers();

describe('the credentials of accounts', () => {
  let nats: NatsConnectionHolder;
  /** Answers that deliverability has not given yet. */
  const waiting: (() => void)[] = [];

  beforeAll(async () => {
    nats = await NatsConnectionHolder.connect({ service: 'dispatcher', url: servers.natsUrl, replicas: 1 });
    nats.connection.subscribe(GetSmtpCredentials.subject, {
      callback: (_, message) => {
        const { sending_account_ids } = GetSmtpCredentials.request.parse(message.json());
        const results = sending_account_ids.map(credentialsOf);
        waiting.push(() => void message.respond(JSON.stringify({ results })));
      },
    });
  });

  afterAll(() => nats.close());

  it('that a caller found are not lost to it, when they are forgotten while it waits for others', async () => {
    const credentials = new SmtpCredentialsClient(new RpcClient(nats), new SystemClock());
    const [known, unknown] = [newId('ea'), newId('ea')];
    const first = credentials.of(new Set([known]));
    await answerNext();
    await first;

    const both = credentials.of(new Set([known, unknown]));
    await eventually(() => expect(waiting).toHaveLength(1));
    credentials.forget([known]);
    await answerNext();

    expect([...(await both).keys()].toSorted()).toEqual([known, unknown].toSorted());
  });

  const answerNext = async (): Promise<void> => {
    await eventually(() => expect(waiting).toHaveLength(1));
    waiting.shift()?.();
  };

  const credentialsOf = (sending_account_id: SendingAccountId) => ({
    sending_account_id,
    version: 1,
    email: 'ada@example.com',
    display_name: 'Ada',
    smtp: { host: '127.0.0.1', port: 25, secure: false, require_tls: false, user: null, password: null },
  });
});
