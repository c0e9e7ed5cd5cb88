/** The work that enrolls, as far as others wake it. It depends on all of them, not the reverse. */
export abstract class EnrollingWork {
  /** A campaign may have something to do now. */
  abstract wakeEnrolling(): void;

  /** Contacts have changed. */
  abstract wakeMatching(): void;
}
