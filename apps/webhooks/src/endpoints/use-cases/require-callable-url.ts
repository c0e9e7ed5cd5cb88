import { Injectable } from '@nestjs/common';
import { validationError } from '#kernel';
import { destinationOf, HostRefused, Outbound } from '#outbound';

/** Reports a URL that no delivery could go to while its author is there to see it. Each delivery checks again. */
@Injectable()
export class RequireCallableUrl {
  constructor(private readonly outbound: Outbound) {}

  /** @throws DomainError `validation_error` */
  async execute(url: string): Promise<void> {
    try {
      await this.outbound.addressesOf(destinationOf(url, 'webhook'));
    } catch (error) {
      throw refusal(error);
    }
  }
}

function refusal(error: unknown): unknown {
  if (error instanceof HostRefused) return invalidUrl(error.message);
  return isUnknownHost(error) ? invalidUrl('its host has no address') : error;
}

const invalidUrl = (reason: string) =>
  validationError([{ field: 'url', code: 'invalid_value', message: `cannot be called: ${reason}` }]);

/** The answers of the operating system, which is asked where private networks are allowed. */
const isUnknownHost = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && ['ENOTFOUND', 'EAI_AGAIN'].includes(String(error.code));
