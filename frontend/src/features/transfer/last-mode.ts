import type { TransferMode } from "@/lib/api/types";

const KEY = "wt.transferMode";

/** How this agent last handed a call over in this browser. */
export function lastMode(me: string): TransferMode {
  try {
    return localStorage.getItem(keyOf(me)) === "consult" ? "consult" : "introduce";
  } catch {
    return "introduce"; // Storage is blocked.
  }
}

/** Direct is never the next call's default: it cannot be taken back once somebody has accepted. */
export function rememberMode(me: string, mode: TransferMode): void {
  if (mode === "direct") return;
  try {
    localStorage.setItem(keyOf(me), mode);
  } catch {
    // Storage is blocked: the next transfer introduces.
  }
}

function keyOf(me: string): string {
  return `${KEY}.${me}`;
}
