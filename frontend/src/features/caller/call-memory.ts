const KEY = "wt.inCall";

/**
 * Whether this browser began a call that, as far as it knows, goes on. What makes the caller of that
 * call is a cookie that pages cannot see; without this memory every first visit would ask the server
 * for a call that cannot be. `unknown` where storage is blocked.
 */
export function rememberedCall(): "yes" | "no" | "unknown" {
  try {
    return localStorage.getItem(KEY) === null ? "no" : "yes";
  } catch {
    return "unknown";
  }
}

/** To be called before the server is asked for a call, whose answer may be lost. */
export function rememberCall(): void {
  try {
    localStorage.setItem(KEY, "yes");
  } catch {
    // Storage is blocked: the server is asked at every visit.
  }
}

export function forgetCall(): void {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // as above
  }
}

/**
 * Marks the document before it is painted, so that the form it was built with does not flash up where
 * a call is to be gone on with; inlined into the caller's page.
 */
export const IN_CALL_SCRIPT = `try{if(localStorage.getItem("${KEY}"))document.documentElement.dataset.inCall=""}catch(e){}`;
