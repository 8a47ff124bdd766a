import { useMemo } from "react";
import { AudioNotices } from "@/features/call/audio-notices";
import type { AudioState, CallAudio } from "@/features/call/call-audio";
import { CallHeader } from "@/features/call/call-header";
import { mergeTranscript, type Partials } from "@/features/transcript/merge";
import { type SegmentWish, Transcript } from "@/features/transcript/transcript";
import type { CallDetail } from "@/lib/api/types";
import type { RoomSnapshot } from "@/lib/room";
import type { CallData } from "./use-call-data";

interface Props {
  call: CallDetail;
  data: CallData;
  partials: Partials;
  wish: SegmentWish | null;
  audio: CallAudio;
  audioState: AudioState;
  room: RoomSnapshot | null;
}

/** The middle column in a call: who it is with, what is wrong if anything, and what is said. */
export function CallPanel({ call, data, partials, wish, audio, audioState, room }: Props) {
  const consulting = call.transfers.at(-1)?.state === "consulting";
  const turns = useMemo(
    () => mergeTranscript(data.segments, partials, consulting),
    [data.segments, partials, consulting],
  );
  return (
    <>
      <CallHeader
        call={call}
        state={room?.state ?? "connecting"}
        quality={room?.quality ?? "unknown"}
      />
      <div className="relative flex min-h-0 flex-1 flex-col">
        <AudioNotices audio={audio} state={audioState} room={room} />
        <Transcript
          turns={turns}
          speakers={data.speakers}
          wish={wish}
          live
          empty="What is said appears here as you talk."
          note={
            call.held_since && !consulting ? "On hold. What is said now is not written down." : null
          }
        />
      </div>
    </>
  );
}
