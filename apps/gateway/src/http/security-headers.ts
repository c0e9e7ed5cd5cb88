const HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  // A response belongs to one key. A shared cache must not give it to another.
  'cache-control': 'no-store',
} as const;

const ONE_YEAR_SECONDS = 31_536_000;

/** The headers of every response. HSTS is sent only where the API is reached by TLS. */
export const securityHeaders = (publicUrl: string): Readonly<Record<string, string>> =>
  publicUrl.startsWith('https:')
    ? { ...HEADERS, 'strict-transport-security': `max-age=${ONE_YEAR_SECONDS}` }
    : HEADERS;
