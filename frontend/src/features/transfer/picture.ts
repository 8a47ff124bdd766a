import type { TransferView } from "@/lib/api/types";
import { inText } from "@/lib/bidi";
import { isOpenTransfer } from "@/lib/events/reducers";

/** How somebody looks at a transfer: who started it, who takes the call, or neither. */
export type Viewpoint = "initiator" | "target" | "other";

export type StepState = "done" | "current" | "todo" | "failed";

export interface Step {
  id: "preparing" | "offered" | "moving" | "introducing" | "completed";
  label: string;
  state: StepState;
}

export interface TransferPicture {
  steps: Step[];
  /** What is happening, in one sentence. */
  headline: string;
  /** Who hears whom right now. */
  hearing: string | null;
  /** What went wrong and what to do, or what is expected of this viewer. */
  advice: string | null;
  tone: "progress" | "success" | "trouble";
  open: boolean;
  canCancel: boolean;
}

const ORDER = ["preparing", "offered", "moving", "introducing", "completed"] as const;

export function viewpointOf(transfer: TransferView, agentId: string): Viewpoint {
  if (transfer.initiator.id === agentId) return "initiator";
  if (transfer.target.agent_id === agentId) return "target";
  return "other";
}

/** Everything the status panel says about a transfer. */
export function pictureOf(transfer: TransferView, viewpoint: Viewpoint): TransferPicture {
  const names = namesOf(transfer, viewpoint);
  const reached = reachedStep(transfer);
  const open = isOpenTransfer(transfer);
  const failed = !(open || transfer.state === "completed") || transfer.state === "reverting";
  return {
    steps: ORDER.map((id, index) => ({
      id,
      label: stepLabel(id, names),
      state: stepState(index, reached, failed, transfer.state === "completed"),
    })),
    ...wordsFor(transfer, viewpoint, names),
    tone: failed ? "trouble" : transfer.state === "completed" ? "success" : "progress",
    open,
    canCancel: open && viewpoint === "initiator" && transfer.state !== "reverting",
  };
}

interface Names {
  caller: string;
  initiator: string;
  /** The target by name, or "whoever joins" while an open offer is unanswered. */
  target: string;
  answered: boolean;
}

function namesOf(transfer: TransferView, viewpoint: Viewpoint): Names {
  const answered = transfer.target.agent_id !== null;
  return {
    caller: inText(transfer.caller_name),
    initiator: viewpoint === "initiator" ? "you" : inText(transfer.initiator.name),
    target:
      viewpoint === "target"
        ? "you"
        : answered
          ? inText(transfer.target.name)
          : "the agent who joins",
    answered,
  };
}

/** Index of the step that the transfer has reached or, once it ended badly, where it stopped. */
function reachedStep(transfer: TransferView): number {
  const index = (ORDER as readonly string[]).indexOf(transfer.state);
  if (index >= 0) return index;
  if (transfer.moved.length > 0 || transfer.outcome === "failed") return ORDER.indexOf("moving");
  return ORDER.indexOf("offered");
}

function stepState(index: number, reached: number, failed: boolean, completed: boolean): StepState {
  if (completed || index < reached) return "done";
  if (index > reached) return "todo";
  return failed ? "failed" : "current";
}

function stepLabel(id: Step["id"], names: Names): string {
  switch (id) {
    case "preparing":
      return "Preparing";
    case "offered":
      return names.answered ? "Ringing" : "Waiting for an agent";
    case "moving":
      return "Moving";
    case "introducing":
      return "Introducing";
    case "completed":
      return "Completed";
  }
}

type Words = Pick<TransferPicture, "headline" | "hearing" | "advice">;

function wordsFor(transfer: TransferView, viewpoint: Viewpoint, names: Names): Words {
  const { caller, initiator, target } = names;
  switch (transfer.state) {
    case "preparing":
      return {
        headline: "Getting the room and the briefing ready",
        hearing: apart(viewpoint, names),
        advice: null,
      };
    case "offered":
      return {
        headline: names.answered
          ? viewpoint === "target"
            ? `${capital(initiator)} is calling you`
            : `Ringing ${target}`
          : "Waiting for an agent to enter the room ID",
        hearing: apart(viewpoint, names),
        advice:
          viewpoint === "initiator" && !names.answered
            ? "Give the room ID to the agent who is to take the call."
            : null,
      };
    case "moving":
      return {
        headline: `${capital(target)} accepted. Bringing everyone together`,
        hearing:
          viewpoint === "target"
            ? `You are in. ${caller} and ${initiator} join you in a moment.`
            : `${caller} still hears ${initiator}, until ${target} can be heard.`,
        advice: null,
      };
    case "introducing":
      return {
        headline: introducingHeadline(viewpoint, names),
        hearing: `${caller}, ${pair(initiator, target)} all hear each other.`,
        advice:
          viewpoint === "initiator"
            ? `Introduce ${target}, then leave the call to hand it over.`
            : viewpoint === "target"
              ? `${capital(initiator)} leaves when you are ready to go on.`
              : null,
      };
    case "reverting":
      return {
        headline: "Going back to how it was",
        hearing: apart(viewpoint, names),
        advice: null,
      };
    case "completed":
      return {
        headline: `${capital(target)} ${target === "you" ? "have" : "has"} the call`,
        hearing: `${caller} and ${target} hear each other.`,
        advice: null,
      };
    default:
      return troubleWords(transfer, viewpoint, names);
  }
}

function introducingHeadline(viewpoint: Viewpoint, { caller, initiator, target }: Names): string {
  if (viewpoint === "target") return `You are with ${caller} and ${initiator}`;
  if (viewpoint === "initiator") return `${capital(target)} is here`;
  return `${capital(initiator)} is introducing ${target}`;
}

function troubleWords(transfer: TransferView, viewpoint: Viewpoint, names: Names): Words {
  const { caller, initiator, target } = names;
  const still = viewpoint === "initiator" ? `${caller} is still with you.` : null;
  const why = addedReason(transfer);
  const again = "Choose somebody else, or try again.";
  switch (transfer.state) {
    case "declined":
      return {
        headline: `${capital(target)} declined`,
        hearing: still,
        advice: sentences(why && `The reason: ${why}`, again),
      };
    case "no_answer":
      return {
        headline: names.answered
          ? `${capital(target)} did not answer`
          : "Nobody entered the room ID",
        hearing: still,
        advice: again,
      };
    case "cancelled":
      return {
        headline:
          viewpoint === "initiator"
            ? "You cancelled the transfer"
            : `${capital(initiator)} cancelled the transfer`,
        hearing: still,
        advice: null,
      };
    case "caller_left":
      return { headline: `${caller} left the call`, hearing: null, advice: null };
    default:
      return {
        headline: "The transfer did not work",
        hearing: still,
        advice: sentences(why, again),
      };
  }
}

/**
 * What the server's sentence adds to the outcome: the agent's words after "declined: ", or what
 * failed. The other sentences only say the outcome again.
 */
export function addedReason({ state, reason }: TransferView): string | null {
  if (state === "failed") return reason;
  return (state === "declined" && reason?.split(" declined: ")[1]) || null;
}

/** Before anybody moved: the call is as it was. */
function apart(viewpoint: Viewpoint, { caller, initiator, target }: Names): string {
  if (viewpoint === "target")
    return `${caller} and ${initiator} are talking. They do not hear you.`;
  return `${caller} and ${initiator} hear each other. ${capital(target)} hears nothing yet.`;
}

function pair(first: string, second: string): string {
  return first === "you" ? `${second} and you` : `${first} and ${second}`;
}

function sentences(...parts: (string | null)[]): string {
  return parts
    .filter((part): part is string => Boolean(part))
    .map((part) => (/[.!?]$/.test(part) ? part : `${part}.`))
    .join(" ");
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
