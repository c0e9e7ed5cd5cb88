import { z } from 'zod';
import { text } from '#contracts';

const password = text(1_000);
const totp = text(50).meta({ description: 'A code of the authenticator app, or a recovery code.' });

export const TotpInput = z.strictObject({ password });
export type TotpInput = z.infer<typeof TotpInput>;

export const TotpConfirmation = z.strictObject({ totp: text(50) });
export type TotpConfirmation = z.infer<typeof TotpConfirmation>;

export const TotpRemoval = z.strictObject({ password, totp });
export type TotpRemoval = z.infer<typeof TotpRemoval>;

export const TotpEnrollment = z
  .object({
    secret: z.string().meta({ description: 'In base32, shown this once.' }),
    otpauth_uri: z.string().meta({ description: 'The same for a QR code.' }),
  })
  .meta({ id: 'TotpEnrollment' });
export type TotpEnrollment = z.infer<typeof TotpEnrollment>;

export const RecoveryCodes = z
  .object({
    recovery_codes: z
      .array(z.string())
      .meta({ description: 'Shown this once. Each replaces one code of the app.' }),
  })
  .meta({ id: 'RecoveryCodes' });
export type RecoveryCodes = z.infer<typeof RecoveryCodes>;

const EXAMPLE_SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

export const TOTP_ENROLLMENT: TotpEnrollment = {
  secret: EXAMPLE_SECRET,
  otpauth_uri: `otpauth://totp/Nimbus:Acme%20(ada%40acme.example)?issuer=Nimbus&secret=${EXAMPLE_SECRET}&algorithm=SHA1&digits=6&period=30`,
};

export const RECOVERY_CODES: RecoveryCodes = {
  recovery_codes: ['0f3a9-c2d41-77be0-5a1c8', '8d210-4be9f-0c6a7-e35d1'],
};
