import { Controller, Param, Query } from '@nestjs/common';
import { examples, pageOf, type Page } from '#contracts';
import { Clock, notFound, type Id } from '#kernel';
import { FromAuthor, type Author } from '../audit-log/author.js';
import { PathId } from '../http/path-id.js';
import { ListQuery } from '../http/query.js';
import { Route } from '../http/route.js';
import { FromSession, type Person } from './caller.js';
import { Session, SESSION } from './session.view.js';
import { Sessions } from './sessions.js';

/** The sessions of the person who asks. An access token still works for some seconds, until the caches of the gateways expire. */
@Controller('api/v1/auth/sessions')
export class SessionsController {
  constructor(
    private readonly sessions: Sessions,
    private readonly clock: Clock,
  ) {}

  @Route('GET', '', {
    id: 'listSessions',
    summary: 'List your sessions',
    access: 'session',
    response: pageOf(Session),
    examples: { response: examples.pageWith(SESSION) },
  })
  list(
    @FromSession() person: Person,
    @Query({ schema: ListQuery }) query: ListQuery,
  ): Promise<Page<Session>> {
    return this.sessions.list(person, query, this.clock.now());
  }

  @Route('DELETE', ':id', {
    id: 'endSession',
    summary: 'End one of your sessions',
    access: 'session',
    response: null,
  })
  async end(
    @FromSession() person: Person,
    @FromAuthor() author: Author,
    @Param('id', new PathId('sess', 'session')) id: Id<'sess'>,
  ): Promise<void> {
    const ended = await this.sessions.end(person, id, author, this.clock.now());
    if (!ended) throw notFound('session', id);
  }

  @Route('POST', 'end-others', {
    id: 'endOtherSessions',
    summary: 'End all of your sessions but this one',
    access: 'session',
    response: null,
  })
  endOthers(@FromSession() person: Person, @FromAuthor() author: Author): Promise<void> {
    return this.sessions.endOthers(person, author, this.clock.now());
  }
}
