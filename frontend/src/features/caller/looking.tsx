import { PhoneCall } from "lucide-react";
import { useLasting } from "@/lib/use-lasting";
import { MessageScreen } from "./message-screen";

/** A call is usually found, or not, before anybody could read of it. */
const WORTH_SAYING_MS = 1000;

export function Looking() {
  if (!useLasting(true, WORTH_SAYING_MS)) return null;
  return (
    <MessageScreen
      icon={<PhoneCall size={32} strokeWidth={1.5} />}
      title="Looking for your call"
      actions={null}
    >
      You will be back in it as soon as the server answers.
    </MessageScreen>
  );
}
