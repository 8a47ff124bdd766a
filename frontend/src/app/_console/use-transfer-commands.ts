import { dialledAgain } from "@/features/transfer/phone-words";
import type { TransferAction } from "@/features/transfer/picture";
import { errorText } from "@/lib/api/errors";
import type { TransferView } from "@/lib/api/types";
import type { ConsoleState } from "./use-console";

/** What is done about the call's last transfer. What the server refuses is told, and rejects. */
export function useTransferCommands(
  { actions, say }: Pick<ConsoleState, "actions" | "say">,
  callId: string,
  transfer: TransferView | null,
) {
  const telling = async (asking: Promise<void>) => {
    try {
      await asking;
    } catch (error) {
      say(errorText(error), "danger");
      throw error;
    }
  };
  return {
    act: async (action: TransferAction) => {
      if (transfer) await telling(actions.act(transfer.id, action));
    },
    /** The phone of the transfer once more, in a transfer of its own. */
    dialAgain: async () => {
      const input = transfer && dialledAgain(transfer);
      if (input) await telling(actions.transfer(callId, input));
    },
  };
}
