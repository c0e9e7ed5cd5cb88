import { Body, Controller, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { FromAuthor, type Author } from '../audit-log/author.js';
import { Route } from '../http/route.js';
import { FromSession, type Person } from './caller.js';
import { ManageTotp } from './manage-totp.js';
import { SecretTries } from './secret-tries.js';
import {
  RECOVERY_CODES,
  RecoveryCodes,
  TOTP_ENROLLMENT,
  TotpConfirmation,
  TotpEnrollment,
  TotpInput,
  TotpRemoval,
} from './totp.view.js';

const REFUSALS = ['invalid_transition', 'totp_wrong', 'totp_locked'] as const;

/** The second factor of the person who asks: codes of an authenticator app (RFC 6238). */
@Controller('api/v1/auth/totp')
export class TotpController {
  constructor(
    private readonly totp: ManageTotp,
    private readonly tries: SecretTries,
  ) {}

  @Route('POST', '', {
    id: 'enrollTotp',
    summary: 'Enroll an authenticator app',
    description:
      'The response shows the secret this once. Logins need a code once one was confirmed; until then, to enroll again replaces the secret.',
    access: 'session',
    showsSecret: true,
    response: TotpEnrollment,
    refusals: ['invalid_transition'],
    examples: { request: { password: 'a long enough one' }, response: TOTP_ENROLLMENT },
  })
  async enroll(
    @FromSession() person: Person,
    @Body({ schema: TotpInput }) { password }: TotpInput,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TotpEnrollment> {
    await this.tries.count(person, reply);
    return this.totp.enroll(person, password);
  }

  @Route('POST', 'confirm', {
    id: 'confirmTotp',
    summary: 'Confirm the authenticator app with a code',
    description: 'From now on a login needs `totp`. The response shows ten recovery codes this once.',
    access: 'session',
    showsSecret: true,
    response: RecoveryCodes,
    refusals: REFUSALS,
    examples: { request: { totp: '287082' }, response: RECOVERY_CODES },
  })
  confirm(
    @FromSession() person: Person,
    @FromAuthor() author: Author,
    @Body({ schema: TotpConfirmation }) { totp }: TotpConfirmation,
  ): Promise<RecoveryCodes> {
    return this.totp.confirm(person, author, totp);
  }

  @Route('POST', 'disable', {
    id: 'disableTotp',
    summary: 'Turn the authenticator app off',
    access: 'session',
    response: null,
    refusals: REFUSALS,
    examples: { request: { password: 'a long enough one', totp: '287082' } },
  })
  async disable(
    @FromSession() person: Person,
    @FromAuthor() author: Author,
    @Body({ schema: TotpRemoval }) removal: TotpRemoval,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.tries.count(person, reply);
    return this.totp.disable(person, author, removal);
  }
}
