import { validationError } from '#kernel';

/** The host of `PUBLIC_URL`, to which tracking domains lead. */
export class PublicHost {
  readonly name: string;

  constructor(publicUrl: string) {
    this.name = hostIn(new URL(publicUrl).hostname);
  }

  /**
   * A tracking domain serves no API, so that this host, or one above it, would take the API from everybody.
   *
   * @throws DomainError `validation_error`
   */
  checkTrackingDomain(domain: string): void {
    if (this.name !== domain && !this.name.endsWith(`.${domain}`)) return;
    throw validationError([
      {
        field: 'tracking_domain',
        code: 'invalid_value',
        message: 'must be a host of your own, not the one of this API',
      },
    ]);
  }
}

/** The host of a `Host` header or a DNS record: in lower case, and without the dot of the root. */
export const hostIn = (name: string): string => name.toLowerCase().replace(/\.$/, '');
