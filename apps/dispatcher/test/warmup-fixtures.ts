import type { WarmupMessage } from '#contracts';
import { newId, type Id } from '#kernel';
import type { CampaignFixture } from './campaign-fixtures.js';

export const TO = 'grace@sender.example';

/** The sending account of a warmup of one. */
export const accountOf = ({ accounts: [account] }: CampaignFixture): Id<'ea'> => {
  if (account === undefined) throw new Error('it has one');
  return account.sending_account_id;
};

/** A message that is due at an instant. */
export const messageFor = (
  fixture: CampaignFixture,
  dueAt: Date,
  changes: Partial<WarmupMessage> = {},
): WarmupMessage => ({
  workspace_id: fixture.workspaceId,
  campaign_id: fixture.campaign.id,
  send_id: newId('send'),
  sending_account_id: accountOf(fixture),
  to: TO,
  due_at: dueAt.toISOString(),
  subject: 'Notes from the meeting',
  text: 'Hi Grace,\n\nsee you on Monday.\n',
  references: [],
  ...changes,
});

/** The value of a header of a message that a server took. */
export const header = (message: string | undefined, name: string): string | undefined =>
  new RegExp(`^${name}: (.*)\\r$`, 'm').exec(`${message ?? ''}\r\n`)?.[1];
