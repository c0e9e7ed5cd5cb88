import type { Recipient, SmtpCredentials } from '#contracts';
import {
  signLinkToken,
  signOpenToken,
  signUnsubscribeToken,
  unsubscribePageOf,
  type TrackedLink,
  type TrackedMessage,
  type UnsubscribePage,
} from '#tracking';

/** The addresses of one message at which its recipient is heard. */
export interface MessageUrls {
  readonly unsubscribe: string;
  /** Null: nobody looks whether it is opened. */
  readonly pixel: string | null;
  /** The way to the target of a link; null: links lead there themselves. */
  readonly link: ((link: TrackedLink) => string) | null;
}

export interface UrlFacts {
  /** The public URL, or that of the tracking domain. */
  readonly base: string;
  readonly secret: string;
  readonly message: TrackedMessage;
  readonly tracks: { readonly opens: boolean; readonly links: boolean };
  readonly sender: Pick<SmtpCredentials, 'email' | 'display_name'>;
  readonly recipient: Recipient;
}

/** The address of the page in which the recipient of a message leaves. */
export const unsubscribeUrl = (
  { base, secret, message }: Pick<UrlFacts, 'base' | 'secret' | 'message'>,
  page: UnsubscribePage,
): string => `${base}/u/${signUnsubscribeToken(secret, message, page)}`;

/** The public URL, unless the workspace has a domain of its own. */
export const baseUrl = (publicUrl: string, trackingDomain: string | null): string =>
  trackingDomain === null ? publicUrl : `https://${trackingDomain}`;

export const messageUrls = ({ base, secret, message, tracks, sender, recipient }: UrlFacts): MessageUrls => ({
  unsubscribe: unsubscribeUrl({ base, secret, message }, unsubscribePageOf(sender, recipient)),
  pixel: tracks.opens ? `${base}/t/${signOpenToken(secret, message)}.gif` : null,
  link: tracks.links ? (link) => `${base}/c/${signLinkToken(secret, message, link)}` : null,
});
