import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { AudioNotices } from "@/features/call/audio-notices";
import type { AudioState, CallAudio } from "@/features/call/call-audio";
import { CallHeader } from "@/features/call/call-header";
import { ElsewhereNotice } from "@/features/call/elsewhere-notice";
import type { Elsewhere } from "@/features/call/sound-elsewhere";
import { mergeTranscript, type Partials } from "@/features/transcript/merge";
import { SpeechNotice } from "@/features/transcript/speech-notice";
import { type SegmentWish, Transcript } from "@/features/transcript/transcript";
import type { CallDetail } from "@/lib/api/types";
import { focusHeading } from "@/lib/arrival";
import type { RoomSnapshot } from "@/lib/room";
import { useSeat } from "@/lib/session/seat";
import type { CallData } from "./use-call-data";

interface Props {
  call: CallDetail;
  data: CallData;
  partials: Partials;
  wish: SegmentWish | null;
  audio: CallAudio;
  audioState: AudioState;
  room: RoomSnapshot | null;
  elsewhere: Elsewhere | null;
}

/** The middle column in a call: who it is with, what is wrong if anything, and what is said. */
export function CallPanel(props: Props) {
  const { call, data, partials, wish, audio, audioState, room, elsewhere } = props;
  const { queries } = useSeat();
  const speech = useQuery(queries.speech()).data;
  const consulting = call.transfers.at(-1)?.state === "consulting";
  const entries = useMemo(
    () => mergeTranscript(data.segments, partials, { gaps: data.gaps, consulting }),
    [data.segments, partials, data.gaps, consulting],
  );
  const useHere = () => {
    focusHeading(); // the button goes away
    void audio.enterAgain();
  };
  return (
    <>
      <CallHeader
        call={call}
        state={elsewhere ? null : (room?.state ?? "connecting")}
        quality={room?.quality ?? "unknown"}
      />
      <ElsewhereNotice elsewhere={elsewhere} onUseHere={useHere} />
      <SpeechNotice notice={speech?.notice ?? null} />
      <div className="relative flex min-h-0 flex-1 flex-col">
        <AudioNotices audio={audio} state={audioState} room={room} />
        <Transcript
          entries={entries}
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
