/** Jest's globalTeardown: stops the servers after the last project. */
export default async function stopServers(): Promise<void> {
  await globalThis.stopTestServers?.();
}
