const DEFAULT_SECONDS = 20 * 60;

/** A signal that aborts with the given one, or when the operation's time (0 = 20 minutes) is up. */
export function deadline(signal: AbortSignal, timeoutSeconds: number): AbortSignal {
  const seconds = timeoutSeconds > 0 ? timeoutSeconds : DEFAULT_SECONDS;
  return AbortSignal.any([signal, AbortSignal.timeout(seconds * 1000)]);
}
