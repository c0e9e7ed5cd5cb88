/** Jest's globalTeardown: ends what start-servers started, after the last project. */
export default async function stopServers(): Promise<void> {
  await globalThis.stopTestServers?.();
}
