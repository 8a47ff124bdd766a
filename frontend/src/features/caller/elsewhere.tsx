import { AppWindow } from "lucide-react";
import { Button } from "@/components/ui/button";
import type { CallerSession } from "./caller-session";
import { MessageScreen } from "./message-screen";

export function Elsewhere({ session, opening }: { session: CallerSession; opening: boolean }) {
  return (
    <MessageScreen
      icon={<AppWindow size={32} strokeWidth={1.5} />}
      title="Your call is open in another tab"
      actions={
        <Button
          tone="primary"
          size="lg"
          pending={opening}
          onClick={() => void session.continueHere()}
        >
          {opening ? "Opening the call…" : "Continue here"}
        </Button>
      }
    >
      You can go on there, or move it to this tab. Nobody is cut off.
    </MessageScreen>
  );
}
