import type { TransferView } from "@/lib/api/types";
import { isOpenTransfer } from "@/lib/events/reducers";
import { type PhoneStepId, phoneAccepted, phoneStep, phoneWay } from "./phone-steps";

export type StepState = "done" | "current" | "todo" | "failed";

export type StepId =
  | "preparing"
  | "offered"
  | "consulting"
  | "moving"
  | "introducing"
  | "completed"
  | PhoneStepId;

export interface Step {
  id: StepId;
  label: string;
  state: StepState;
}

const LABELS: Record<StepId, string> = {
  preparing: "Preparing",
  offered: "Ringing",
  queued: "Queued",
  ringing: "Ringing",
  answered: "Answered",
  briefing: "Playing briefing",
  accepted: "Accepted",
  connected: "Connected",
  consulting: "Consulting",
  moving: "Moving",
  introducing: "Introducing",
  completed: "Completed",
};

/** The way this transfer takes, and how far it has come; once it ended badly, where it stopped. */
export function stepsOf(transfer: TransferView): Step[] {
  const { phone } = transfer.target;
  const ids = phone ? phoneWay(transfer) : wayOf(transfer);
  const reached = ids.indexOf(phone ? phoneStep(transfer, phone) : reachedStep(transfer));
  const completed = transfer.state === "completed";
  const stopped = transfer.state === "reverting" || !isOpenTransfer(transfer);
  return ids.map((id, index) => ({
    id,
    label: id === "offered" && isForAnyone(transfer) ? "Waiting for an agent" : LABELS[id],
    state: completed || index < reached ? "done" : stateAt(index, reached, stopped),
  }));
}

/** Nobody is introduced by an initiator who does not come along. */
function wayOf({ mode, hands_over }: TransferView): StepId[] {
  const consult: StepId[] = mode === "consult" ? ["consulting"] : [];
  const introduction: StepId[] = mode === "direct" || hands_over ? [] : ["introducing"];
  return ["preparing", "offered", ...consult, "moving", ...introduction, "completed"];
}

function stateAt(index: number, reached: number, stopped: boolean): StepState {
  if (index > reached) return "todo";
  return stopped ? "failed" : "current";
}

function reachedStep(transfer: TransferView): StepId {
  const { state } = transfer;
  if (state in LABELS) return state as StepId;
  if (state === "consult_paused") return "consulting";
  return stoppedAt(transfer);
}

function stoppedAt(transfer: TransferView): StepId {
  if (!wasAccepted(transfer)) {
    return transfer.state === "failed" ? "preparing" : "offered";
  }
  const callerMoved = transfer.moved.some((identity) => identity.startsWith("caller-"));
  return transfer.mode === "consult" && !callerMoved ? "consulting" : "moving";
}

/** Whether somebody took the call, whatever became of it then. */
export function wasAccepted(transfer: TransferView): boolean {
  const { target } = transfer;
  if (target.phone) return phoneAccepted(transfer, target.phone);
  if (target.kind === "open") return target.agent_id !== null;
  return target.offers.some((offer) => offer.state === "accepted");
}

function isForAnyone({ target }: TransferView): boolean {
  return target.kind === "open" && target.agent_id === null;
}
