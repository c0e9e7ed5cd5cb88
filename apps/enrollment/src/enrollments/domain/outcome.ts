/** A step of an enrollment that is over, in a way that lets the next one follow. */
export interface Advance {
  readonly enrollmentId: string;
  readonly workspaceId: string;
  readonly stepNumber: number;
  readonly at: Date;
  /** Null where nothing left: the step was dropped. */
  readonly sentFrom: string | null;
}

/** The end of an enrollment. */
export interface Stop {
  readonly enrollmentId: string;
  readonly workspaceId: string;
  readonly stepNumber: number;
  readonly at: Date;
  readonly status: 'bounced' | 'failed';
  /** For people and filters: `hard_bounce`, `soft_bounce`, or the code of the failure. */
  readonly reason: string;
  /** The address itself is dead: nobody of the workspace writes to it any more. */
  readonly deadAddress: string | null;
}
