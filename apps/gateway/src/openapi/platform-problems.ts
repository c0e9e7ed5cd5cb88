import { z } from 'zod';
import { BlockingReasonView } from '#contracts';

const BLOCKED = { blocking_reasons: z.array(BlockingReasonView) };

/** A rule of the platform against a launch or a resume, with a message of an example. */
const blocked = <Code extends string>(code: Code, rule: string, message: string) => ({
  status: 422,
  meaning: `${rule} \`blocking_reasons\` has every other reason too.`,
  members: BLOCKED,
  example: { detail: message, blocking_reasons: [{ code, message }] },
});

/** Problems with outside platforms, by their codes. */
export const PLATFORM_PROBLEMS = {
  duplicate_connection: {
    status: 409,
    meaning: 'The workspace, or the client, has a connection to this platform already.',
  },
  connection_in_use: {
    status: 409,
    meaning: 'An active or paused campaign uses the platform connection.',
  },
  account_on_platform: {
    status: 409,
    meaning:
      'The sending account is connected at an outside platform. Remove it there, or delete the platform connection.',
  },
  platform_not_connected: blocked(
    'platform_not_connected',
    'The platform of the campaign is not connected to the workspace.',
    'lemlist is not connected to this workspace',
  ),
  account_not_on_platform: blocked(
    'account_not_on_platform',
    'Sending accounts of the campaign are not connected at its platform, or cannot send there.',
    'sending accounts of the campaign are not connected at lemlist, or cannot send there: 2',
  ),
  sender_names_need_one_account: blocked(
    'sender_names_need_one_account',
    'The texts name their sender, which the platform chooses among several accounts.',
    'the texts name their sender, but lemlist chooses it among 3 accounts: use one account, or texts without sender',
  ),
  platform_cannot_wait_so_long: blocked(
    'platform_cannot_wait_so_long',
    'A step waits longer than platforms can.',
    'a step waits 400 days; platforms wait 365 at most',
  ),
  platform_has_no_warmup: blocked(
    'platform_has_no_warmup',
    'A campaign of type `warmup` can only be native.',
    'a campaign of type warmup can only be native',
  ),
  platform_has_no_recipient_time_zone: blocked(
    'platform_has_no_recipient_time_zone',
    'The platform sends in the hours of the campaign, not in those of its contacts.',
    'lemlist sends in the hours of the campaign, not in those of its contacts: switch recipient_time_zone off',
  ),
  platform_refused_credentials: {
    status: 422,
    meaning: 'The platform refuses the credentials. `detail` has its words.',
    example: { detail: 'instantly: invalid api key' },
  },
  platform_unavailable: {
    status: 503,
    meaning: 'The platform does not answer, or takes no request now. Nothing was changed. Try again later.',
  },
} as const;
