/**
 * The condition under which leads of a campaign may be pushed, for a table `link`. A statement that marks pushes as started
 * locks the rows of `link` (`for share of link`): it then sees a hold that was committed before, and a hold that comes
 * later waits for it and counts it.
 */
export const IS_READY = `not link.held and link.wanted = 'active' and link.platform_campaign_id is not null and link.mirrored_version is not null`;
