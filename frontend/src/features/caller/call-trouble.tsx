import { Volume2 } from "lucide-react";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import type { StreamState } from "@/lib/events/stream";
import type { CallRoom, RoomSnapshot } from "@/lib/room";
import { Store } from "@/lib/store";
import { useLasting } from "@/lib/use-lasting";
import { useStore } from "@/lib/use-store";
import type { CallerSession } from "./caller-session";
import { MicrophoneTrouble } from "./microphone-trouble";
import type { MicrophoneControl } from "./use-microphone";

/** Shorter than this, trouble mends itself before anybody could read of it. */
const WORTH_SAYING_MS = 2500;

const NO_STREAM = new Store<StreamState>("connecting");

/** Says what is wrong with the line, the one most pressing thing, and what helps. */
export function CallTrouble({
  session,
  room,
  snapshot,
  mic,
}: {
  session: CallerSession;
  room: CallRoom;
  snapshot: RoomSnapshot;
  mic: MicrophoneControl;
}) {
  const stream = useStore(session.stream?.state ?? NO_STREAM);
  const noRoom = useLasting(snapshot.state !== "connected", WORTH_SAYING_MS);
  const noEvents = useLasting(stream !== "open", WORTH_SAYING_MS);

  if (snapshot.soundBlocked) {
    return (
      <Button tone="primary" size="lg" className="h-16" onClick={() => void room.startSound()}>
        <Volume2 aria-hidden size={20} />
        Turn on sound
      </Button>
    );
  }
  if (mic.error) return <MicrophoneTrouble error={mic.error} onRetry={mic.open} />;
  if (noRoom) {
    return (
      <Banner tone="wait" title="The line is down" urgent>
        We are connecting you again. Stay on this page: your place in the call is kept.
      </Banner>
    );
  }
  if (noEvents) {
    return (
      <Banner tone="wait" title="You can go on talking">
        The server does not answer right now, so what this page shows may be out of date.
      </Banner>
    );
  }
  return null;
}
