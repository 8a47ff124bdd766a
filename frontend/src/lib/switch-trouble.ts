import type { MicError } from "@/lib/room/types";

const WHY: Record<NonNullable<MicError>, string> = {
  denied: "Your browser does not allow it.",
  not_found: "It is not plugged in.",
  in_use: "Another program uses it.",
  unavailable: "It cannot be opened.",
};

/** What to say beside the choice of a microphone that could not be changed over to. */
export function switchTrouble(error: MicError): string | undefined {
  return error ? `${WHY[error]} You are still heard as before.` : undefined;
}
