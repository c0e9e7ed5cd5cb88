import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Controller, Header, StreamableFile } from '@nestjs/common';
import { Route } from '../http/route.js';

/** Scalar's page in one file. The package exports only its Fastify plugin, which knows neither our hooks nor our CSP. */
const SCRIPT = join(
  dirname(createRequire(import.meta.url).resolve('@scalar/fastify-api-reference')),
  'js/standalone.js',
);

/** The page asks nobody but this API: no fonts, no proxy, no telemetry, and none of Scalar's own services. */
const CONFIGURATION = {
  url: '/api/v1/openapi.json',
  withDefaultFonts: false,
  telemetry: false,
  proxyUrl: '',
  hideClientButton: true,
  showDeveloperTools: 'never',
  agent: { disabled: true },
  mcp: { disabled: true },
};

/** Scalar writes its styles into the page, and so needs inline styles. */
const CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Nimbus Campaigns API</title>
</head>
<body>
<script id="api-reference" type="application/json" data-configuration='${JSON.stringify(CONFIGURATION)}'></script>
<script src="/docs/scalar.js"></script>
</body>
</html>
`;

/** The OpenAPI document as a page for people. */
@Controller('docs')
export class DocsController {
  @Route('GET', '', { access: 'everybody', undocumented: true })
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', CSP)
  page(): string {
    return PAGE;
  }

  @Route('GET', 'scalar.js', { access: 'everybody', undocumented: true })
  @Header('cache-control', 'public, max-age=86400')
  script(): StreamableFile {
    return new StreamableFile(createReadStream(SCRIPT), { type: 'text/javascript; charset=utf-8' });
  }
}
