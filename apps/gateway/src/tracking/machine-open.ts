/**
 * User agents of machines that load a pixel although nobody opened the message.
 *
 * Gmail's and Yahoo's image proxies are not among them: they fetch when the message is opened.
 */
const MACHINES = [
  // Apple Mail Privacy Protection fetches every image on arrival, with exactly this user agent.
  /^mozilla\/5\.0$/i,
  // Security gateways load everything in a message before it is delivered.
  /barracuda|proofpoint|mimecast|symantec|messagelabs|trendmicro|fireeye|forcepoint|sophos|ironport|cloudmark/i,
  /safelinks|microsoft office existence discovery|bingpreview|google-?safety|googleweblight/i,
  // Link previews of chat clients, and agents that say they are no reader.
  /facebookexternalhit|whatsapp|skypeuripreview|slack-imgproxy/i,
  /bot\b|crawler|spider|scanner|prefetch|preview|headless|phantomjs/i,
] as const;

/** Tells opens by machines from opens by people. A mail client always names itself, so a missing agent is a machine. */
export const isMachineOpen = (userAgent: string | undefined): boolean => {
  const name = userAgent?.trim() ?? '';
  return name === '' || MACHINES.some((machine) => machine.test(name));
};
