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
    case "busy":
    case "voicemail":
      return "stayed";
    default:
      return "none";
  }
}

/** Whether the caller is to be told: who comes is always news, what follows only to who saw it begin. */
export function isNews(before: TransferStage, now: TransferStage): boolean {
  switch (now) {
    case "none":
      return false;
    case "coming":
      return true;
    case "arrived":
      return before === "coming";
    case "stayed":
      return before === "coming" || before === "arrived";
  }
}

/** Somebody who is called, and of whom no name was given. */
const NAMELESS = "a colleague on the phone";

/** "Ana is bringing in Bea from Billing." */
export function comingText(transfer: CallerTransferView): string {
  const team = transfer.to_team ? ` from ${transfer.to_team}` : "";
  return `${transfer.from_name} is bringing in ${transfer.to_name ?? NAMELESS}${team}.`;
}

export function arrivedText(transfer: CallerTransferView, agents: readonly PersonRef[]): string {
  return `You are now with ${transfer.to_name ?? (listNames(agents) || NAMELESS)}.`;
}

/**
 * Empty when nobody is there, which the status says in its own words. Whoever was to come is left
 * out: they may still be on their way out of the room.
 */
export function stayedText(transfer: CallerTransferView, agents: readonly PersonRef[]): string {
  const stayed = agents.filter((agent) => agent.name !== transfer.to_name);
  return stayed.length > 0 ? `You are still with ${listNames(stayed)}.` : "";
}
