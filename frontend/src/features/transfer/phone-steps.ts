import type { PhoneView, TransferView } from "@/lib/api/types";

/** How far a transfer to a phone can come; `connected` is with the caller. */
export type PhoneStepId =
  | "queued"
  | "ringing"
  | "answered"
  | "briefing"
  | "accepted"
  | "consulting"
  | "connected"
  | "introducing";

const DIALLING: readonly PhoneStepId[] = ["queued", "ringing", "answered", "briefing", "accepted"];

/** Nobody is introduced by an initiator who does not come along. */
export function phoneWay({ mode, hands_over }: TransferView): PhoneStepId[] {
  const consult: PhoneStepId[] = mode === "consult" ? ["consulting"] : [];
  const introduction: PhoneStepId[] = mode === "direct" || hands_over ? [] : ["introducing"];
  return [...DIALLING, ...consult, "connected", ...introduction];
}

/** The step that is under way or, once it came to nothing, where it stopped. */
export function phoneStep(transfer: TransferView, phone: PhoneView): PhoneStepId {
  switch (transfer.state) {
    case "preparing":
      return "queued";
    case "offered":
      return whileDialled(transfer, phone);
    case "consulting":
      return phone.state === "connected" ? "consulting" : "accepted";
    case "consult_paused":
      return "consulting";
    case "moving":
      return transfer.mode === "consult" ? "consulting" : "accepted";
    case "introducing":
      return "introducing";
    default:
      return stoppedAt(transfer, phone);
  }
}

/** Whether whoever answered pressed the key that takes the call, as far as can be told afterwards. */
export function phoneAccepted({ state, moved }: TransferView, phone: PhoneView): boolean {
  if (state === "completed" || moved.length > 0) return true;
  return phone.state === "accepted" || phone.state === "connected";
}

function whileDialled(transfer: TransferView, phone: PhoneView): PhoneStepId {
  if (phone.state === "connected") return "accepted";
  return phone.state === "ended" ? stoppedAt(transfer, phone) : phone.state;
}

function stoppedAt(transfer: TransferView, phone: PhoneView): PhoneStepId {
  if (phoneAccepted(transfer, phone)) {
    const callerMoved = transfer.moved.some((identity) => identity.startsWith("caller-"));
    if (callerMoved) return "connected";
    return transfer.mode === "consult" ? "consulting" : "accepted";
  }
  if (phone.state !== "ended") return whileDialled(transfer, phone);
  switch (transfer.outcome) {
    case "voicemail":
      return "answered";
    case "declined":
      return "briefing";
    case "busy":
      return "ringing";
    default:
      return byStatus(phone);
  }
}

/** How far the provider got with a call that is over; its words are those of telephony. */
function byStatus({ status }: PhoneView): PhoneStepId {
  switch (status) {
    case "in-progress":
    case "completed":
      return "briefing";
    case "failed":
    case "queued":
    case "initiated":
      return "queued";
    default:
      return "ringing";
  }
}
