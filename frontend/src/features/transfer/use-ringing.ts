import { useEffect } from "react";
import { notify } from "@/lib/notifications";
import { startRing } from "@/lib/sound/sounds";

const FLASH_MS = 1000;

export interface Ringing {
  id: string;
  /** What rings: "Incoming transfer". */
  what: string;
  /** Of whom: "Ines". */
  caller: string;
  /** The rest, for a notification: "from Ana". */
  about: string;
}

/** Makes itself noticed while something rings: sound, the tab's title, a desktop notification. */
export function useRinging(ringing: Ringing | null): void {
  const { id, what, caller, about } = ringing ?? {};
  useEffect(() => {
    if (id === undefined) return;
    const stopRing = startRing();
    const closeNotification = notify(`${caller}, ${about}`, what ?? "", id);
    const title = document.title;
    let flashed = false;
    const flash = () => {
      flashed = !flashed;
      document.title = flashed ? `${what}: ${caller}` : title;
    };
    flash();
    const timer = setInterval(flash, FLASH_MS);
    return () => {
      stopRing();
      closeNotification();
      clearInterval(timer);
      document.title = title;
    };
  }, [id, what, caller, about]);
}
