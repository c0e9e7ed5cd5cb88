import { isbot } from 'isbot';

/** Agents of readers that `isbot` takes for machines: proxies that fetch when the message is opened, and terse mail clients. */
const READERS = [
  /\bGoogleImageProxy\b/, // Gmail, when a person opens the message
  /^YahooMailProxy\b/,
  /^(?:Airmail|eM ?Client|Evolution|Mailbird|Mailspring|Outlook-(?:Android|iOS)|Postbox|Spark|Superhuman)\b/i,
] as const;

/** Agents that load a pixel although nobody opened the message, and that `isbot` takes for browsers. */
const MACHINES = [
  // Apple Mail Privacy Protection fetches every image on arrival, with exactly this user agent.
  /^mozilla\/5\.0$/i,
  // Gmail prefetches in this browser of 2015, which no person has any more.
  /Chrome\/42\.0\.2311\.\d+ .*Edge\/12\.246/,
  // Security gateways load everything in a message before it is delivered.
  /barracuda|proofpoint|mimecast|symantec|messagelabs|trendmicro|fireeye|forcepoint|sophos|ironport|cloudmark/i,
  /safelinks|microsoft office existence discovery|bingpreview|google-?safety|googleweblight/i,
  // The libraries of programs, and link previews of chat clients.
  /\b(?:Dart|Java|okhttp|curl|wget)\/|python|Go-http-client|whatsapp|prefetch|scanner/i,
] as const;

/** No mail client has a longer name, and the time of some patterns grows with its square. */
const READ_CHARACTERS = 500;

/**
 * Whether the user agent of a hit is a machine's. A mail client always names itself, so a missing agent is a machine. The
 * readers fetch pixels when a person opens the message; nobody follows a link with them.
 */
export function isMachineAgent(userAgent: string | undefined, of: 'open' | 'click'): boolean {
  const name = userAgent?.slice(0, READ_CHARACTERS).trim() ?? '';
  if (name === '') return true;
  if (of === 'open' && READERS.some((reader) => reader.test(name))) return false;
  return MACHINES.some((machine) => machine.test(name)) || isbot(name);
}
