/** A reply as its event describes it. */
interface Reply<Intent extends string> {
  readonly version: number;
  readonly automatic: boolean;
  readonly intent: Intent;
}

/**
 * The intent under which a reply is counted. Everything that a program wrote for the contact counts as out of the office,
 * but for the report of a server, until a person gives it another intent.
 */
export const intentOf = <Intent extends string>({
  version,
  automatic,
  intent,
}: Reply<Intent>): Intent | 'ooo' => (version === 1 && automatic && intent !== 'bounce' ? 'ooo' : intent);
