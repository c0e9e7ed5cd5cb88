import { Body, Controller } from '@nestjs/common';
import { examples, InvitationAcceptance, InvitationAccepted, NewPasswordByToken } from '#contracts';
import { FromOrigin, type Origin } from '../audit-log/author.js';
import { Route } from '../http/route.js';
import { SetPasswordByToken } from './set-password-by-token.js';

/** Anybody may send these. */
const MAX_BODY_BYTES = 10_000;

/** For people who cannot log in yet, or not any more. */
@Controller('api/v1/auth')
export class TokenPasswordsController {
  constructor(private readonly passwords: SetPasswordByToken) {}

  @Route('POST', 'accept-invitation', {
    id: 'acceptInvitation',
    summary: 'Accept an invitation',
    description: 'Sets the password with which the person then logs in. The token works once.',
    access: 'everybody',
    perAddress: 'login',
    countsItself: true,
    bodyLimit: MAX_BODY_BYTES,
    response: InvitationAccepted,
    refusals: ['not_found'],
    examples: {
      request: { token: examples.INVITATION.token, password: 'a long enough one', name: 'Ada Lovelace' },
      response: examples.INVITATION_ACCEPTED,
    },
  })
  accept(
    @FromOrigin() origin: Origin,
    @Body({ schema: InvitationAcceptance }) input: InvitationAcceptance,
  ): Promise<InvitationAccepted> {
    return this.passwords.acceptInvitation(input, origin);
  }

  @Route('POST', 'reset-password', {
    id: 'resetPassword',
    summary: 'Set a new password with a token',
    description: 'All sessions of the person end. The token works once.',
    access: 'everybody',
    perAddress: 'login',
    countsItself: true,
    bodyLimit: MAX_BODY_BYTES,
    response: null,
    refusals: ['not_found'],
    examples: { request: { token: examples.PASSWORD_RESET.token, password: 'another long one' } },
  })
  reset(
    @FromOrigin() origin: Origin,
    @Body({ schema: NewPasswordByToken }) input: NewPasswordByToken,
  ): Promise<void> {
    return this.passwords.resetPassword(input, origin);
  }
}
