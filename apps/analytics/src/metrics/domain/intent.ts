import type { ReplyIntent } from '#contracts';

/** A reply as its event describes it. */
interface Reply {
  readonly version: number;
  readonly automatic: boolean;
  readonly intent: ReplyIntent;
}

/**
 * The intent under which a reply is counted. Everything that a program wrote for the contact counts as out of the office,
 * but for the report of a server, until a person gives it another intent.
 */
export const intentOf = ({ version, automatic, intent }: Reply): ReplyIntent =>
  version === 1 && automatic && intent !== 'bounce' ? 'ooo' : intent;
