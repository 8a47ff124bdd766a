/** Keys that were pressed in one go, here for a phone or at the phone. */
export interface KeyLine {
  id: number;
  participantId: string;
  /** Whose phone it is. */
  name: string;
  by: "agent" | "phone";
  digits: string;
}

export type NewKeys = Omit<KeyLine, "id">;

/** More than anybody reads again. */
const KEPT = 50;

/** The log with more keys: they join those before, if these were of the same phone and side. */
export function withKeys(log: readonly KeyLine[], keys: NewKeys): readonly KeyLine[] {
  const last = log.at(-1);
  if (last && last.participantId === keys.participantId && last.by === keys.by) {
    return log.with(-1, { ...last, digits: last.digits + keys.digits });
  }
  return [...log, { ...keys, id: (last?.id ?? 0) + 1 }].slice(-KEPT);
}

/** "Sent to Bea", "Bea pressed". */
export function lineWords({ by, name }: Pick<KeyLine, "by" | "name">): string {
  return by === "agent" ? `Sent to ${name}` : `${name} pressed`;
}
