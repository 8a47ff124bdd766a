const KEY = "wt.mutedIn";

/** Whether this tab was muted in the call, so that entering it anew, after a reload say, stays silent. */
export function isMutedIn(callId: string): boolean {
  try {
    return sessionStorage.getItem(KEY) === callId;
  } catch {
    return false;
  }
}

export function keepMuted(callId: string, muted: boolean): void {
  try {
    if (muted) sessionStorage.setItem(KEY, callId);
    else if (isMutedIn(callId)) sessionStorage.removeItem(KEY);
  } catch {
    // Storage is blocked: muting holds until the room is entered anew.
  }
}
