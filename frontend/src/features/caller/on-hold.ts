import type { CallerCallView } from "@/lib/api/types";
import { capital, listNames } from "./caller-state";

/** How long each of the messages is shown. */
export const MESSAGE_S = 25;

/** What to tell a caller who has been on hold for so many seconds: one message after the other. */
export function holdMessage({ agents }: Pick<CallerCallView, "agents">, heldS: number): string {
  const messages = messagesFrom(agents.length > 0 ? listNames(agents) : null, agents.length > 1);
  const turn = Math.floor(heldS / MESSAGE_S);
  // The first one says what happens and is not said again for as long as others are left.
  return messages[turn % messages.length] ?? "";
}

function messagesFrom(who: string | null, several: boolean): string[] {
  const back = who ? `${who} ${several ? "are" : "is"} back` : "somebody is back";
  const begun = who
    ? `${capital(who)} ${several ? "have" : "has"} put you on hold.`
    : "You are on hold.";
  return [
    `${begun} You hear music until ${back}.`,
    "You are still connected. You need not do anything.",
    `Thank you for waiting. The music ends when ${back}.`,
  ];
}
