/**
 * Fetchers that load a pixel without a person having looked, by what they call themselves.
 *
 * Gmail's and Yahoo's image proxies are not among them: they fetch when the message is opened.
 */
const MACHINES = [
  // Apple Mail Privacy Protection fetches every image on arrival and calls itself this and nothing more.
  /^mozilla\/5\.0$/i,
  // Security gateways that follow everything in a message before it is delivered.
  /barracuda|proofpoint|mimecast|symantec|messagelabs|trendmicro|fireeye|forcepoint|sophos|ironport|cloudmark/i,
  /safelinks|microsoft office existence discovery|bingpreview|google-?safety|googleweblight/i,
  // Link previews of chat clients, and whatever says of itself that it is no reader.
  /facebookexternalhit|whatsapp|skypeuripreview|slack-imgproxy/i,
  /bot\b|crawler|spider|scanner|prefetch|preview|headless|phantomjs/i,
] as const;

/** Whether an open was made by a machine. A mail client always names itself, so a silent fetcher is one. */
export const isMachineOpen = (userAgent: string | undefined): boolean => {
  const name = userAgent?.trim() ?? '';
  return name === '' || MACHINES.some((machine) => machine.test(name));
};
