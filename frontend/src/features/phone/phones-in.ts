import type { ParticipantView } from "@/lib/api/types";
import { numberBeside } from "@/lib/phone";

/** Somebody in the call who is on a phone: it was called, or rang in. */
export interface PhoneInCall {
  participantId: string;
  name: string;
  /** Where the name does not say it already. */
  number: string | null;
}

export function phonesIn(participants: readonly ParticipantView[]): PhoneInCall[] {
  return participants.flatMap(({ id, name, phone, state }) =>
    phone && state !== "left"
      ? [{ participantId: id, name, number: numberBeside(phone, name) }]
      : [],
  );
}
