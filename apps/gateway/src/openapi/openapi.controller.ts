import { Controller, Inject } from '@nestjs/common';
import { z } from 'zod';
import { Route } from '../http/route.js';
import { DeclaredRoutes } from './declared-routes.js';
import { openApiDocument, type OpenApiDocument } from './document.js';

const OpenApi = z.looseObject({ openapi: z.string() }).meta({ id: 'OpenApiDocument' });

/** Injects where the source code of this version is. */
export const SOURCE_URL = Symbol('SOURCE_URL');

@Controller('api/v1/openapi.json')
export class OpenapiController {
  private built: OpenApiDocument | undefined;

  constructor(
    private readonly routes: DeclaredRoutes,
    @Inject(SOURCE_URL) private readonly sourceUrl: string | undefined,
  ) {}

  /** Built on the first request: tests and workers need not spend the time at their start. */
  @Route('GET', '', {
    id: 'getOpenApiDocument',
    summary: 'Get this document',
    access: 'everybody',
    response: OpenApi,
    examples: { response: { openapi: '3.1.1' } },
  })
  document(): OpenApiDocument {
    this.built ??= openApiDocument(this.routes.list(), this.sourceUrl);
    return this.built;
  }
}
