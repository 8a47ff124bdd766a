import { useState } from "react";
import { RecentCalls } from "@/features/desk/recent-calls";
import { RoomIdForm } from "@/features/desk/room-id-form";
import { WaitingCalls } from "@/features/desk/waiting-calls";
import type { AgentView, CallView } from "@/lib/api/types";
import { PastCallDialog } from "./past-call-dialog";
import type { DeskActions } from "./use-desk";
import { useRecentCalls } from "./use-recent-calls";

/** Names of one's own machine, where somebody tries the product; agents at work have another. */
const OWN_MACHINE = ["localhost", "127.0.0.1", "[::1]"];

interface Props {
  waiting: readonly CallView[];
  agents: readonly AgentView[];
  /** The signed-in agent's id. */
  me: string;
  /** Why no call can be joined now, or null. */
  blocked: string | null;
  actions: Pick<DeskActions, "join" | "joinRoom">;
}

/** The left column: who waits, the way in by room ID, and what has been. */
export function DeskPanel({ waiting, agents, me, blocked, actions }: Props) {
  const recent = useRecentCalls();
  const teach = OWN_MACHINE.includes(location.hostname);
  const [past, setPast] = useState<CallView | null>(null);
  return (
    <div className="grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)] grid-rows-[minmax(8rem,auto)_auto_minmax(8rem,1fr)]">
      <WaitingCalls
        calls={waiting}
        returningTo={(agentId) =>
          agentId === me ? "you" : agents.find((agent) => agent.id === agentId)?.name
        }
        blocked={blocked}
        onJoin={actions.join}
        teach={teach}
      />
      <RoomIdForm blocked={blocked} onJoin={actions.joinRoom} />
      <RecentCalls calls={recent} onOpen={setPast} />
      {past && (
        <PastCallDialog
          callId={past.id}
          callerName={past.caller_name}
          onClose={() => setPast(null)}
        />
      )}
    </div>
  );
}
