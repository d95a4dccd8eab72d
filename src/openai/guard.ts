/** Runs a piece of tracking; should it fail, the caller's call goes on with `otherwise`. */
export type Guard = <T>(track: () => T, otherwise: T) => T;

/** A failure to track is reported and never reaches the caller. */
export function guardWith(report: (error: unknown) => void): Guard {
  return (track, otherwise) => {
    try {
      return track();
    } catch (error) {
      report(error);
      return otherwise;
    }
  };
}
