import type { CallerTransferView, PersonRef } from "@/lib/api/types";
import { listNames } from "./caller-state";

export type TransferStage = "none" | "coming" | "arrived" | "stayed";

/** What a transfer means to the caller. */
export function stageOf(transfer: Pick<CallerTransferView, "state"> | null): TransferStage {
  switch (transfer?.state) {
    case "moving":
      return "coming";
    case "introducing":
    case "completed":
      return "arrived";
    case "reverting":
    case "cancelled":
    case "failed":
    case "declined":
    case "no_answer":
      return "stayed";
    default:
      return "none";
  }
}

/** "Ana is bringing in Bea from Billing." */
export function comingText(transfer: CallerTransferView): string {
  const team = transfer.to_team ? ` from ${transfer.to_team}` : "";
  return `${transfer.from_name} is bringing in ${transfer.to_name ?? "a colleague"}${team}.`;
}

export function arrivedText(transfer: CallerTransferView, agents: readonly PersonRef[]): string {
  return `You are now with ${transfer.to_name ?? (listNames(agents) || "a colleague")}.`;
}

/** Empty when nobody is there, which the status says in its own words. */
export function stayedText(agents: readonly PersonRef[]): string {
  return agents.length > 0 ? `You are still with ${listNames(agents)}.` : "";
}
