import { useQuery, useQueryClient } from "@tanstack/react-query";
import { BriefingBody } from "@/features/briefing/briefing-body";
import { useMicrophoneDenied } from "@/features/call/use-microphone-denied";
import { IncomingTransfer } from "@/features/transfer/incoming-transfer";
import { offerNote, useGoneNote } from "@/features/transfer/use-gone-note";
import { useRinging } from "@/features/transfer/use-ringing";
import type { BriefingView, CallView, TransferView } from "@/lib/api/types";
import { keys } from "@/lib/events/keys";
import { useSeat } from "@/lib/session/seat";
import { playTick } from "@/lib/sound/sounds";
import type { DeskActions } from "./use-desk";

export const MIC_DENIED =
  "Your microphone is blocked, so nobody would hear you. To accept, allow it for this site, with the icon beside the address.";

interface Props {
  offer: TransferView | null;
  /** The signed-in agent's id. */
  me: string;
  calls: readonly CallView[];
  blocked: string | null;
  actions: Pick<DeskActions, "accept" | "decline">;
  say: (note: string) => void;
}

/** The transfer that rings here, over whatever this agent is looking at. */
export function IncomingOffer({ offer, me, calls, blocked, actions, say }: Props) {
  const cache = useQueryClient();
  const micDenied = useMicrophoneDenied();
  useRinging(
    offer && {
      id: offer.id,
      what: "Incoming transfer",
      caller: offer.caller_name,
      about: `from ${offer.initiator.name}`,
    },
  );
  const noteOf = ({ id }: TransferView) => {
    const now = cache.getQueryData<TransferView>(keys.transfer(id));
    return now && offerNote(now, me);
  };
  useGoneNote(offer, noteOf, say);
  const briefing = useLatestBriefing(offer);
  if (!offer || !briefing) return null;
  return (
    <IncomingTransfer
      transfer={offer}
      me={me}
      callerTopic={calls.find((call) => call.id === offer.call_id)?.topic ?? null}
      blocked={blocked}
      acceptBlocked={micDenied ? MIC_DENIED : null}
      onAccept={async () => {
        await actions.accept(offer.id);
        playTick();
      }}
      onDecline={(reason) => actions.decline(offer.id, reason)}
    >
      <BriefingBody briefing={briefing} />
    </IncomingTransfer>
  );
}

/** The caller and whoever hands over talk on while it rings: what they say comes into it. */
function useLatestBriefing(offer: TransferView | null): BriefingView | null {
  const { queries } = useSeat();
  const live = useQuery({
    ...queries.briefing(offer?.call_id ?? ""),
    enabled: offer !== null,
  }).data;
  if (!offer) return null;
  return live && live.version > offer.briefing.version ? live : offer.briefing;
}
