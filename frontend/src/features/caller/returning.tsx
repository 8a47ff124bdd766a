import { PhoneIncoming } from "lucide-react";
import { Button } from "@/components/ui/button";
import type { CallerCallView } from "@/lib/api/types";
import type { CallerSession } from "./caller-session";
import { listNames } from "./caller-state";
import { MessageScreen } from "./message-screen";

export function Returning({
  session,
  call,
  opening,
}: {
  session: CallerSession;
  call: CallerCallView;
  opening: boolean;
}) {
  return (
    <MessageScreen
      icon={<PhoneIncoming size={32} strokeWidth={1.5} />}
      title="Your call is still open"
      actions={
        <>
          <Button
            tone="primary"
            size="lg"
            pending={opening}
            onClick={() => void session.comeBack()}
          >
            {opening ? "Opening the call…" : "Return to call"}
          </Button>
          <Button size="lg" onClick={() => void session.leave()}>
            Leave call
          </Button>
        </>
      }
    >
      {call.agents.length > 0
        ? `${listNames(call.agents)} ${call.agents.length > 1 ? "are" : "is"} still there.`
        : "You have kept your place in line."}{" "}
      Your browser may ask for the microphone again.
    </MessageScreen>
  );
}
