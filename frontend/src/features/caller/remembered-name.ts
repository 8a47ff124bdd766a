const KEY = "wt.callerName";

export function readName(): string {
  try {
    return localStorage.getItem(KEY) ?? "";
  } catch {
    return "";
  }
}

export function rememberName(name: string): void {
  try {
    localStorage.setItem(KEY, name.trim());
  } catch {
    // Storage is blocked: the name is asked for again next time.
  }
}
