import type { TransferView } from "@/lib/api/types";
import { isOpenTransfer } from "@/lib/events/reducers";
import { namesOf, type Viewpoint } from "./names";
import { dialledAgain } from "./phone-words";
import { type Step, stepsOf } from "./steps-of";
import { type Scene, type Words, wordsFor } from "./words";

export { type Viewpoint, viewpointOf } from "./names";
export type { Scene } from "./words";

/** What whoever started a transfer can do about it. */
export type TransferAction = "bring_in" | "hand_over" | "return" | "consult" | "cancel";

export interface TransferPicture extends Words {
  steps: Step[];
  tone: "progress" | "success" | "trouble";
  open: boolean;
  /** Since when a phone is dialled, while it is not answered. */
  dialledSince: string | null;
  /** What this viewer can do now, the likeliest first. */
  actions: readonly TransferAction[];
  /** The phone came to nothing, and is this viewer's to dial once more. */
  dialAgain: boolean;
}

/** Everything the status panel says about a transfer. */
export function pictureOf(
  transfer: TransferView,
  viewpoint: Viewpoint,
  scene: Scene,
): TransferPicture {
  return {
    steps: stepsOf(transfer),
    ...wordsFor(transfer, viewpoint, namesOf(transfer, viewpoint), scene),
    tone: toneOf(transfer),
    open: isOpenTransfer(transfer),
    dialledSince: dialledSince(transfer),
    actions: viewpoint === "initiator" ? actionsIn(transfer.state) : [],
    dialAgain: viewpoint === "initiator" && dialledAgain(transfer) !== null,
  };
}

function dialledSince({ state, target, created_at }: TransferView): string | null {
  if (state !== "offered" || !target.phone) return null;
  return target.phone.state === "queued" || target.phone.state === "ringing" ? created_at : null;
}

function toneOf(transfer: TransferView): TransferPicture["tone"] {
  if (transfer.state === "completed") return "success";
  return isOpenTransfer(transfer) && transfer.state !== "reverting" ? "progress" : "trouble";
}

/** Returning and going back to the consult take each other's place, so that both are found there. */
function actionsIn(state: TransferView["state"]): TransferAction[] {
  switch (state) {
    case "consulting":
      return ["bring_in", "hand_over", "return", "cancel"];
    case "consult_paused":
      return ["bring_in", "hand_over", "consult", "cancel"];
    case "preparing":
    case "offered":
    case "moving":
    case "introducing":
      return ["cancel"];
    default:
      return [];
  }
}
