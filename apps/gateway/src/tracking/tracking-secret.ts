/** Signs the tokens of pixels, links and unsubscribe pages. */
export const TRACKING_SECRET = Symbol('TRACKING_SECRET');
