/** Enough for the list's first page. */
const REMEMBERED = 5;

/** Ids of the agents to whom this one last offered calls in this browser, the latest first. */
export function recentTargets(me: string): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(me)) ?? "[]");
    return Array.isArray(kept) ? kept.filter((id) => typeof id === "string") : [];
  } catch {
    return []; // Storage is blocked, or holds something else.
  }
}

export function rememberTarget(me: string, agentId: string): void {
  const others = recentTargets(me).filter((id) => id !== agentId);
  try {
    localStorage.setItem(keyOf(me), JSON.stringify([agentId, ...others].slice(0, REMEMBERED)));
  } catch {
    // Storage is blocked: the list stays in the order of names.
  }
}

function keyOf(me: string): string {
  return `wt.recentTargets.${me}`;
}
