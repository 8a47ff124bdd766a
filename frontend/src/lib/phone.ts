import type { CallView, ParticipantView, PhoneView } from "@/lib/api/types";

/** Whether somebody rang in with this call. */
export function rangIn({ participants }: Pick<CallView, "participants">): boolean {
  return callerPhone(participants) !== null;
}

/** The caller's number, where their name does not say it already: for those who rang in. */
export function callerNumber({
  caller_name,
  participants,
}: Pick<CallView, "caller_name" | "participants">): string | null {
  return numberBeside(callerPhone(participants), caller_name);
}

/** A phone's number to stand beside a name; null when it is the name. */
export function numberBeside(phone: PhoneView | null, name: string): string | null {
  return phone && phone.display !== name ? phone.display : null;
}

function callerPhone(participants: readonly ParticipantView[]): PhoneView | null {
  return participants.find(({ kind }) => kind === "caller")?.phone ?? null;
}
