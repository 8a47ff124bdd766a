import type { TransferView } from "@/lib/api/types";
import { inText } from "@/lib/bidi";

/** How somebody looks at a transfer: who started it, who takes the call, or neither. */
export type Viewpoint = "initiator" | "target" | "other";

/** The people of a transfer as its viewer calls them. */
export interface Names {
  caller: string;
  initiator: string;
  /** By name, or who they will be while nobody has accepted. */
  target: string;
  /** Whether it is certain who the target is. */
  known: boolean;
}

export function viewpointOf(transfer: TransferView, agentId: string): Viewpoint {
  if (transfer.initiator.id === agentId) return "initiator";
  if (transfer.target.agent_id === agentId) return "target";
  return "other";
}

export function namesOf(transfer: TransferView, viewpoint: Viewpoint): Names {
  return {
    caller: inText(transfer.caller_name),
    initiator: viewpoint === "initiator" ? "you" : inText(transfer.initiator.name),
    target: viewpoint === "target" ? "you" : targetName(transfer),
    known: transfer.target.agent_id !== null || transfer.target.kind === "phone",
  };
}

function targetName({ target }: TransferView): string {
  if (target.agent_id !== null || target.kind === "phone") return inText(target.name);
  return target.kind === "open" ? "the agent who joins" : "whoever accepts first";
}

/** Whether more than one agent is asked. */
export function asksSeveral({ target }: TransferView): boolean {
  return target.kind === "any_of" || target.kind === "team";
}

/** "Bea and you". */
export function pair(first: string, second: string): string {
  return first === "you" ? `${second} and you` : `${first} and ${second}`;
}

/** "You and Bea": the beginning of a sentence. */
export function together(first: string, second: string): string {
  return second === "you" ? `You and ${first}` : `${capital(first)} and ${second}`;
}

/** "Bea", "Bea and Carl", "Bea, Carl and Dana". */
export function list(names: readonly string[], word = "and"): string {
  const others = names.slice(0, -1);
  const last = names.at(-1) ?? "";
  return others.length > 0 ? `${others.join(", ")} ${word} ${last}` : last;
}

export function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** One after the other, each with its full stop; empty ones are left out. */
export function sentences(...parts: (string | null)[]): string {
  return parts
    .filter((part): part is string => Boolean(part))
    .map((part) => (/[.!?]$/.test(part) ? part : `${part}.`))
    .join(" ");
}
