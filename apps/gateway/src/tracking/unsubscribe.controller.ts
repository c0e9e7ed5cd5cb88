import { Body, Controller, Inject, Logger, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readUnsubscribeToken } from '#tracking';
import { Route } from '../http/route.js';
import { pageLanguage } from './page-language.js';
import { failedPage, PAGE_HEADERS, unknownPage, unsubscribedPage, unsubscribePage } from './page.js';
import { RecordUnsubscribe } from './record-unsubscribe.js';
import { TRACKING_SECRET } from './tracking-secret.js';

/** The body of a mail client's own button (RFC 8058, 3.1), as a form or as multipart. */
const ONE_CLICK = /List-Unsubscribe\b[^]{0,100}\bOne-Click/;

const RETRY_AFTER_SECONDS = 60;

/**
 * The unsubscribe link of a message. No address limit applies to a signed token: Gmail and Yahoo post One-Click for all
 * their users from few addresses, and a refused one would be a person who goes on getting mail. A repeat costs no query
 * and no event, and a forged token costs one hash.
 */
@Controller('u')
export class UnsubscribeController {
  private readonly logger = new Logger('Unsubscribe');

  constructor(
    private readonly recordUnsubscribe: RecordUnsubscribe,
    @Inject(TRACKING_SECRET) private readonly secret: string,
  ) {}

  /** Shows the button and changes nothing: scanners follow every link of a message. */
  @Route('GET', ':token', {
    access: 'everybody',
    perAddress: 'by_handler',
    onEveryHost: true,
    undocumented: true,
  })
  show(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): string {
    void reply.headers(PAGE_HEADERS);
    const { page } = readUnsubscribeToken(this.secret, token) ?? {};
    if (page === undefined) return unknown(request, reply);
    return unsubscribePage(pageLanguage(page.language, request.headers['accept-language']), page.sender);
  }

  /** Needs no login, no cookie and no body, and answers without a redirect (RFC 8058, 3.1). */
  @Route('POST', ':token', {
    access: 'everybody',
    perAddress: 'by_handler',
    onEveryHost: true,
    anyBody: true,
    undocumented: true,
  })
  async leave(
    @Param('token') token: string,
    @Body() body: string | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    void reply.headers(PAGE_HEADERS);
    const { message, page } = readUnsubscribeToken(this.secret, token) ?? {};
    if (message === undefined || page === undefined) return unknown(request, reply);

    const method = ONE_CLICK.test(body ?? '') ? 'one_click' : 'page';
    const language = pageLanguage(page.language, request.headers['accept-language']);
    try {
      await this.recordUnsubscribe.execute(message, method);
    } catch (error) {
      this.logger.error(`the unsubscribe of ${message.send_id} is not stored`, String(error));
      void reply.code(503).header('retry-after', RETRY_AFTER_SECONDS);
      return failedPage(language);
    }
    if (method === 'page') return unsubscribedPage(language, page.sender);
    void reply.type('text/plain; charset=utf-8');
    return 'unsubscribed\n';
  }
}

function unknown({ headers }: FastifyRequest, reply: FastifyReply): string {
  void reply.code(404);
  return unknownPage(pageLanguage('', headers['accept-language']));
}
