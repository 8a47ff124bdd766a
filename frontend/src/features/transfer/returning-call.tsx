import type { CallView } from "@/lib/api/types";
import { inText } from "@/lib/bidi";
import { RingingDialog, type RingingProps } from "./ringing-dialog";

interface Props extends RingingProps {
  call: CallView;
}

/** A caller one has handed over, who was left alone and waits again: rings whoever knows them. */
export function ReturningCall({ call, ...answers }: Props) {
  return (
    <RingingDialog
      {...answers}
      id={call.id}
      title="A caller comes back to you"
      callerName={call.caller_name}
      about={whyTheyAreBack(call)}
      until={call.recall?.until ?? null}
      acceptLabel="Take the call"
      declineLabel="Not now"
    />
  );
}

/** "Ines is waiting again. Bea has left." */
export function whyTheyAreBack({ caller_name, participants }: CallView): string {
  const waits = `${inText(caller_name)} is waiting again.`;
  const last = participants
    .filter(({ kind, left_at }) => kind !== "caller" && left_at !== null)
    .sort((a, b) => (a.left_at ?? "").localeCompare(b.left_at ?? ""))
    .at(-1);
  return last ? `${waits} ${inText(last.name)} has left.` : waits;
}

/** Why a call stopped ringing here, as it is `now`; null when this agent took it. */
export function recallNote(before: CallView, now: CallView | undefined, me: string): string | null {
  const caller = inText(before.caller_name);
  if (!now) return `${caller} left the call.`;
  const agents = now.participants.filter((one) => one.kind === "agent" && one.state !== "left");
  if (agents.some((one) => one.agent_id === me)) return null;
  const [other] = agents;
  return other
    ? `${inText(other.name)} took the call with ${caller}.`
    : `${caller} is in the queue.`;
}
