/** Where programs, libraries and temporary files are, and what a language or time zone is. */
const NAMES = new Set([
  'PATH',
  'HOME',
  'USER',
  'TMPDIR',
  'TMP',
  'TEMP',
  'TZ',
  'TZDIR',
  'LD_LIBRARY_PATH',
  'DYLD_LIBRARY_PATH',
  'SYSTEMROOT',
  'WINDIR',
  'GOMAXPROCS',
  'GOMEMLIMIT',
]);

/**
 * The environment of a server: no secret of this process. Every process of the server's user can read it, and so can
 * whatever runs inside the server.
 */
export const serverEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => NAMES.has(name.toUpperCase())));
