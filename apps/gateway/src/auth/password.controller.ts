import { Body, Controller, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { PasswordChange } from '#contracts';
import { FromAuthor, type Author } from '../audit-log/author.js';
import { Route } from '../http/route.js';
import { FromSession, type Person } from './caller.js';
import { ChangePassword } from './change-password.js';
import { SecretTries } from './secret-tries.js';

@Controller('api/v1/auth/password')
export class PasswordController {
  constructor(
    private readonly changePassword: ChangePassword,
    private readonly tries: SecretTries,
  ) {}

  @Route('POST', '', {
    id: 'changePassword',
    summary: 'Change your password',
    description: 'Your other sessions end. A password that is easily guessed is refused.',
    access: 'session',
    response: null,
    examples: { request: { current_password: 'a long enough one', password: 'another long one' } },
  })
  async change(
    @FromSession() person: Person,
    @FromAuthor() author: Author,
    @Body({ schema: PasswordChange }) input: PasswordChange,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.tries.count(person, reply);
    return this.changePassword.execute(person, author, input);
  }
}
