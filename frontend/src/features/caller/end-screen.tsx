import { PhoneOff } from "lucide-react";
import { Button } from "@/components/ui/button";
import { formatDuration } from "@/lib/format/time";
import type { CallerSession } from "./caller-session";
import type { EndReason } from "./caller-state";
import { MessageScreen } from "./message-screen";
import { StatusLine } from "./status-line";

const TEXTS: Record<EndReason, { title: string; text: string }> = {
  left: { title: "You left the call", text: "Thank you for calling." },
  ended: { title: "The call is over", text: "Thank you for calling." },
  lost: {
    title: "We lost the connection",
    text: "We could not get you back into the call. Check your network, then call again.",
  },
};

export function EndScreen({
  session,
  reason,
  durationS,
}: {
  session: CallerSession;
  reason: EndReason;
  durationS: number | null;
}) {
  const { title, text } = TEXTS[reason];
  return (
    <MessageScreen
      icon={<PhoneOff size={32} strokeWidth={1.5} />}
      title={title}
      actions={
        <Button tone="primary" size="lg" onClick={() => session.callAgain()}>
          Call again
        </Button>
      }
    >
      <div className="mb-3">
        <StatusLine status="Call ended" />
      </div>
      {text}
      {durationS !== null && (
        <span className="block tabular-nums">You talked for {formatDuration(durationS)}.</span>
      )}
    </MessageScreen>
  );
}
