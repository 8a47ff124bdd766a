import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import type { RoomSnapshot } from "@/lib/room";
import { useLasting } from "@/lib/use-lasting";
import { type Trouble, troublesOf } from "./audio-trouble";
import type { AudioState, CallAudio } from "./call-audio";

interface Props {
  audio: CallAudio;
  state: AudioState;
  room: RoomSnapshot | null;
}

/** Entering a call takes a second or two. */
const SLOW_AFTER_MS = 4000;

/** What is wrong with the audio, each with the click that mends it: laid over what it comes to. */
export function AudioNotices({ audio, state, room }: Props) {
  const slow = useLasting(state.status === "entering", SLOW_AFTER_MS);
  const troubles = troublesOf(state, room, slow);
  if (troubles.length === 0) return null;
  return (
    <div className="absolute inset-x-0 top-0 z-10 space-y-2 p-3">
      {troubles.map(({ id, title, text, tone, action }) => (
        <Banner
          key={id}
          urgent
          tone={tone}
          title={title}
          actions={
            action && (
              <Button size="sm" tone="primary" onClick={() => mend(action.does, audio, state)}>
                {action.label}
              </Button>
            )
          }
        >
          {text}
        </Banner>
      ))}
    </div>
  );
}

type Mending = NonNullable<Trouble["action"]>["does"];

function mend(does: Mending, audio: CallAudio, state: AudioState): void {
  if (does === "enter_again") void audio.enterAgain();
  if (state.status !== "in" && state.status !== "entering") return;
  if (does === "start_sound") void state.room?.startSound();
  // A second refusal shows in the snapshot, as the first one did.
  if (does === "open_mic") void state.mic?.open().catch(() => undefined);
}
