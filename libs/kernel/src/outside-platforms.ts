/** The outside platforms that send campaigns in place of this installation. Each has a folder in `apps/platforms/src/clients`. */
export const OUTSIDE_PLATFORMS = ['reachinbox', 'smartlead', 'instantly', 'lemlist'] as const;

/** One of the platforms that send for us. */
export type OutsidePlatform = (typeof OUTSIDE_PLATFORMS)[number];
