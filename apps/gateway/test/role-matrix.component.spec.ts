import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import type { Role } from '#contracts';
import { REQUESTS } from '#messaging';
import { useServers } from '#testing';
import { DeclaredRoutes, type DeclaredRoute } from '../src/openapi/declared-routes.js';
import { GatewayHarness, problemIn } from './gateway-harness.js';
import { People, type LoggedIn } from './people-fixtures.js';

const ROLES: readonly Role[] = ['owner', 'admin', 'member', 'viewer'];

/** The table "Roles of people" in docs/operating.md, for each operation: the roles that may. Another role gets a 403. */
const MATRIX: readonly { readonly roles: readonly Role[]; readonly operations: string }[] = [
  { roles: ['owner'], operations: 'resetUserTotp' },
  {
    roles: ['owner', 'admin'],
    operations: `
      activateSendingAccount activateUser checkSendingDomain createApiKey createClient createSendingAccount createWebhook deactivateUser
      deleteClient deleteSendingAccount deleteWebhook inviteUser issuePasswordReset listAuditEvents pauseSendingAccount
      recoverWebhook redeliverEvent revokeApiKey rotateWebhookSecret testSendingAccount testWebhook updateClient
      createPlatformConnection deletePlatformConnection rotateHookToken syncPlatformAccounts testPlatformConnection
      updatePlatformConnection updateGatePolicy updateSendingAccount updateUser updateWebhook updateWorkspace`,
  },
  {
    roles: ['owner', 'admin', 'member'],
    operations: `
      archiveCampaign bulkWriteContacts cancelJob changeSegmentContacts cloneCampaign correctReply createCampaign createContact
      createSegment createSequence createSuppression deleteContact deleteSegment deleteSequence deleteSuppression
      enrollContacts launchCampaign pauseCampaign removeContacts resumeCampaign retrySends updateCampaign
      updateContact updateSegment updateSequence`,
  },
  {
    roles: ROLES,
    operations: `
      changePassword checkCampaignGate confirmTotp disableTotp downloadJobFile endOtherSessions endSession enrollTotp
      explainSendingAccountHealth exportSends getBounces getCampaign getCampaignPacing getCampaignSummary getCampaignWarmup getClient getContact
      getDelivery getFleet getGateDecision getGatePolicy getJob getReply getReplyIntents getSegment getSendingAccount
      getPlatformConnection listPlatformConnections getSendingDomain getSequence getStepReports getUser getWebhook getWorkspace listApiKeys listCampaigns listClients
      listContacts listDeliverabilityAlerts listDeliverabilityEvents listDeliveries listEnrollments listEvents
      listGateDecisions listReplies listSegments listSendingAccounts listSendingDomains listSends listSequences listSessions
      listSuppressions listUsers listWebhooks logOut previewSequence searchContacts streamCampaignEvents streamEvents`,
  },
];

/** Operations that no role decides about: they need no login, or the token of the operator. */
const WITHOUT_ROLE = 'acceptInvitation createWorkspace getOpenApiDocument logIn refreshTokens resetPassword';

const wordsIn = (text: string): string[] => text.trim().split(/\s+/);
const rolesOf = new Map(
  MATRIX.flatMap(({ roles, operations }) => wordsIn(operations).map((id) => [id, roles] as const)),
);

const NOT_FOUND = {
  status: 'refused',
  kind: 'not_found',
  code: 'not_found',
  message: 'no',
  details: {},
} as const;

const servers = useServers();
let gateway: GatewayHarness;
let people: People;
let target: string;
let routes: DeclaredRoute[];
beforeAll(async () => {
  gateway = await GatewayHarness.start(servers);
  people = await People.start(gateway);
  target = (await people.add('viewer')).id;
  // Without an answer a request waits 1.5 s for its service: 300 s for the whole table.
  for (const request of REQUESTS) await gateway.reply(request, () => NOT_FOUND);
  routes = gateway.app.get(DeclaredRoutes, { strict: false }).list();
});
afterAll(() => gateway.stop());

const Examples = z.object({ examples: z.tuple([z.string()]) });
const exampleId = (schema: z.ZodType): string =>
  Examples.parse(z.toJSONSchema(schema, { unrepresentable: 'any' })).examples[0];

/** Changes of people go to one who exists; other ids are of nobody, so that nothing is lost. */
const pathOf = ({ path, params }: DeclaredRoute): string =>
  params.reduce((filled, { name, schema }) => {
    const id = path.includes('/users/') ? target : exampleId(schema);
    return filled.replace(`{${name}}`, id);
  }, path);

/** A wrong code of an authenticator app is a 401 too, of somebody who may try it. */
async function answerFor(
  route: DeclaredRoute,
  { access_token: key }: LoggedIn,
): Promise<'allowed' | 'refused' | 'unauthenticated'> {
  const body = route.operation.examples?.request;
  const request = { key, ...(body !== undefined && { body }) };
  const response = await gateway.request(route.method, `${pathOf(route)}/`, request);
  if (response.status === 403) return 'refused';
  const isUnknown = response.status === 401 && (await problemIn(response)).code === 'unauthenticated';
  return isUnknown ? 'unauthenticated' : 'allowed';
}

describe('the table of roles', () => {
  it('has an entry for every operation, and no other', () => {
    const ids = routes.map(({ operation }) => operation.id);
    expect([...rolesOf.keys(), ...wordsIn(WITHOUT_ROLE)].toSorted()).toEqual(ids.toSorted());
  });

  it.each(ROLES)('is what an %s who was invited may do, and nothing else', async (role) => {
    const person = await people.add(role);
    const decided = routes.filter(({ operation }) => rolesOf.has(operation.id));
    // the logout ends the session with which the others are asked
    const inOrder = decided.toSorted((a, b) => Number(isLogout(a)) - Number(isLogout(b)));
    const answers: [string, string][] = [];
    for (const route of inOrder) {
      answers.push([route.operation.id, await answerFor(route, person)]);
    }
    const wanted = inOrder.map(({ operation: { id } }) => [
      id,
      rolesOf.get(id)?.includes(role) === true ? 'allowed' : 'refused',
    ]);
    expect(answers).toEqual(wanted);
  });
});

const isLogout = ({ operation }: DeclaredRoute): boolean => operation.id === 'logOut';
