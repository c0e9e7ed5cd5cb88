import { Controller, Get, Header } from '@nestjs/common';
import { OpenToEverybody } from '../auth/route-access.js';
import { DeclaredRoutes } from './declared-routes.js';
import { DOCS_CSP, docsPage } from './docs-page.js';
import { openApiDocument, type OpenApiDocument } from './document.js';

/** What the API can do, for programs and for people. */
@Controller()
@OpenToEverybody()
export class OpenapiController {
  private built: { readonly document: OpenApiDocument; readonly page: string } | undefined;

  constructor(private readonly routes: DeclaredRoutes) {}

  @Get('api/v1/openapi.json')
  document(): OpenApiDocument {
    return this.build().document;
  }

  @Get('docs')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', DOCS_CSP)
  page(): string {
    return this.build().page;
  }

  /** Once, and not before somebody asks: it costs a start some time that tests and workers need not spend. */
  private build(): NonNullable<typeof this.built> {
    if (this.built === undefined) {
      const document = openApiDocument(this.routes.list());
      this.built = { document, page: docsPage(document) };
    }
    return this.built;
  }
}
