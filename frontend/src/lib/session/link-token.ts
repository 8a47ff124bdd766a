const PREFIX = "#sign-in=";

/**
 * Takes the one-time sign-in token out of the address (`#sign-in=TOKEN`). It is removed at once, so
 * that it stays neither on screen nor in the history. Null when there is none.
 */
export function takeLinkToken(location: Location, history: History): string | null {
  if (!location.hash.startsWith(PREFIX)) return null;
  const token = decodeURIComponent(location.hash.slice(PREFIX.length));
  history.replaceState(history.state, "", location.pathname + location.search);
  return token || null;
}
