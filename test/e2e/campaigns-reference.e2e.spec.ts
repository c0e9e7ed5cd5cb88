import { beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { pageOf, SendingAccountView } from '#contracts';
import type { RestClient } from '../../apps/standalone/src/demo/rest-client.js';
import { urlsOf, usePlatforms } from '../platforms/use-platforms.js';
import { ApiContract } from '../support/api-contract.js';
import { call } from '../support/call.js';
import {
  createContacts,
  createSendingAccounts,
  createSequence,
  createWorkspace,
} from '../support/campaign-fixtures.js';
import { connect } from '../support/platform-fixtures.js';
import type { Known } from '../support/reference-bodies.js';
import {
  AS_A_DRAFT,
  THE_START_OF_A_SCRIPT,
  TOO_FEW_ACCOUNTS,
  WHEN_LAUNCHED,
  WITH_A_PAUSED_ACCOUNT,
  WITH_AN_EMPTY_SEGMENT,
  WITH_TOO_FEW_ACCOUNTS,
  type Example,
} from '../support/reference-examples.js';
import { useSystem } from '../support/use-system.js';

/** A Wednesday, within the default window. */
const NOW = new Date('2031-01-08T10:00:00Z');
/** So that no contact finishes while the examples run. */
const DELAY_MINUTES = 10_000;
const WithId = z.object({ id: z.string() });

const platforms = usePlatforms();
const system = useSystem({ environment: () => urlsOf(platforms), reachable: true });

describe.each([
  ['with a slash at the end', '/', 'native'],
  ['without a slash at the end', '', 'native'],
  ['sent by ReachInbox', '/', 'reachinbox'],
] as const)('the examples of the Campaigns API, %s', (_, slash, platform) => {
  let rest: RestClient;
  let contract: ApiContract;
  let known: Known;

  /** Their addresses are connected at the platform too. */
  async function createAccounts(count: number): Promise<string[]> {
    const ids = await createSendingAccounts(rest, { count, smtpPort: system.mailbox.smtpPort, now: NOW });
    const accounts = await rest.all(SendingAccountView, 'sending-accounts/');
    for (const { id, email } of accounts) if (ids.includes(id)) platforms.reachinbox.addAccount(email);
    return ids;
  }

  beforeAll(async () => {
    system.clock.travelTo(NOW);
    rest = await createWorkspace(system.baseUrl);
    contract = await ApiContract.of(system.baseUrl);
    await createContacts(rest, 4);
    const { results } = await rest.get(pageOf(WithId), 'contacts/');
    const contacts = results.map(({ id }) => id);
    const segment = await rest.post(WithId, 'segments/', { name: 'Hot', type: 'static' });
    await rest.post(WithId, `segments/${segment.id}/contacts/`, { add: contacts });
    known = {
      accounts: await createAccounts(TOO_FEW_ACCOUNTS),
      sequence: (await createSequence(rest, { delayMinutes: DELAY_MINUTES })).id,
      segment: segment.id,
      contacts,
      client: (await rest.post(WithId, 'clients/', { name: 'Somebody' })).id,
      platform,
    };
  });

  const urlOf = (path: string): string => {
    const [address = '', query] = path
      .replace(
        /\{(campaign|clone|client)\}/g,
        (_, name: 'campaign' | 'clone' | 'client') => known[name] ?? '',
      )
      .split('?');
    return query === undefined ? address + slash : `${address}${slash}?${query}`;
  };

  async function holds({ request, body, status, answer, makes }: Example): Promise<void> {
    const [method = '', path = ''] = request.split(' ');
    const url = urlOf(path);
    const got = await call(rest, method, url, body?.(known));

    expect([got.body, got.status]).toEqual([answer(known), status]);
    expect(contract.flaws(contract.operation(method, url), got)).toEqual([]);
    if (makes !== undefined) known[makes] = WithId.parse(got.body).id;
  }
  const cases = (examples: readonly Example[]) =>
    examples.map((example) => [example.title, example] as const);

  describe('of a draft:', () => {
    it.each(cases(AS_A_DRAFT))('%s', (__, example) => holds(example));
  });

  describe('with too few sending accounts:', () => {
    beforeAll(async () => {
      if (platform === 'native') return;
      const { id } = await connect(rest, platforms[platform]);
      await rest.act(`platform-connections/${id}/sync-accounts/`);
    });
    it.each(cases(WITH_TOO_FEW_ACCOUNTS))('%s', (__, example) => holds(example));
  });

  describe('with a paused sending account:', () => {
    beforeAll(() => rest.act(`sending-accounts/${known.accounts[1]}/pause/`));
    it.each(cases(WITH_A_PAUSED_ACCOUNT))('%s', (__, example) => holds(example));
  });

  describe('with an empty segment:', () => {
    beforeAll(async () => {
      await rest.act(`sending-accounts/${known.accounts[1]}/activate/`);
      await rest.post(WithId, `segments/${known.segment}/contacts/`, { remove: known.contacts });
    });
    it.each(cases(WITH_AN_EMPTY_SEGMENT))('%s', (__, example) => holds(example));
  });

  describe('with enough sending accounts:', () => {
    beforeAll(async () => {
      await rest.post(WithId, `segments/${known.segment}/contacts/`, { add: known.contacts.slice(0, 2) });
      await createAccounts(20 - TOO_FEW_ACCOUNTS);
    });
    it.each(cases([...WHEN_LAUNCHED, THE_START_OF_A_SCRIPT[platform]]))('%s', (__, example) =>
      holds(example),
    );
  });
});
