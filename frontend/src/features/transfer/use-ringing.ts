import { useEffect } from "react";
import type { TransferView } from "@/lib/api/types";
import { notify } from "@/lib/notifications";
import { startRing } from "@/lib/sound/sounds";

const FLASH_MS = 1000;

/** Makes itself noticed while an offer rings: sound, the tab's title, a desktop notification. */
export function useRinging(offer: TransferView | null): void {
  const id = offer?.id;
  const caller = offer?.caller_name;
  const from = offer?.initiator.name;
  useEffect(() => {
    if (id === undefined) return;
    const stopRing = startRing();
    const closeNotification = notify(`${caller}, from ${from}`, "Incoming transfer", id);
    const title = document.title;
    let flashed = false;
    const flash = () => {
      flashed = !flashed;
      document.title = flashed ? `Incoming transfer: ${caller}` : title;
    };
    flash();
    const timer = setInterval(flash, FLASH_MS);
    return () => {
      stopRing();
      closeNotification();
      clearInterval(timer);
      document.title = title;
    };
  }, [id, caller, from]);
}
