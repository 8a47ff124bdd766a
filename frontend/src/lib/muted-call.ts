const KEY = "wt.mutedIn";

/**
 * Whether one was muted in the call, so that entering it anew, after a reload say, stays silent. Of a
 * caller this is kept for the tab, of an agent for all their tabs, any of which may come to have the
 * sound.
 */
export function isMutedIn(callId: string, agentId?: string): boolean {
  try {
    return storageFor(agentId).getItem(keyFor(agentId)) === callId;
  } catch {
    return false;
  }
}

export function keepMuted(callId: string, muted: boolean, agentId?: string): void {
  try {
    if (muted) storageFor(agentId).setItem(keyFor(agentId), callId);
    else if (isMutedIn(callId, agentId)) storageFor(agentId).removeItem(keyFor(agentId));
  } catch {
    // Storage is blocked: muting holds until the room is entered anew.
  }
}

function storageFor(agentId: string | undefined): Storage {
  return agentId ? localStorage : sessionStorage;
}

function keyFor(agentId: string | undefined): string {
  return agentId ? `${KEY} ${agentId}` : KEY;
}
