/** One of the platforms that send for us. */
export type OutsidePlatform = 'reachinbox' | 'smartlead' | 'instantly' | 'lemlist';
