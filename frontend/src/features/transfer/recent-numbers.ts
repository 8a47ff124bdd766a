/** A phone that was called. */
export interface RecentNumber {
  /** E.164. */
  number: string;
  /** The number as it is read. */
  display: string;
  name: string;
  extension: string;
}

const REMEMBERED = 5;

/** The phones to which this agent last transferred calls in this browser, the latest first. */
export function recentNumbers(me: string): RecentNumber[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(me)) ?? "[]");
    return Array.isArray(kept) ? kept.filter(isRecentNumber) : [];
  } catch {
    return []; // Storage is blocked, or holds something else.
  }
}

export function rememberNumber(me: string, called: RecentNumber): void {
  const others = recentNumbers(me).filter((one) => one.number !== called.number);
  keep(me, [called, ...others].slice(0, REMEMBERED));
}

export function forgetNumber(me: string, number: string): void {
  keep(
    me,
    recentNumbers(me).filter((one) => one.number !== number),
  );
}

function keep(me: string, numbers: readonly RecentNumber[]): void {
  try {
    localStorage.setItem(keyOf(me), JSON.stringify(numbers));
  } catch {
    // Storage is blocked: nothing is remembered.
  }
}

function isRecentNumber(one: unknown): one is RecentNumber {
  if (typeof one !== "object" || one === null) return false;
  const { number, display, name, extension } = one as Record<string, unknown>;
  return [number, display, name, extension].every((value) => typeof value === "string");
}

function keyOf(me: string): string {
  return `wt.recentNumbers.${me}`;
}
