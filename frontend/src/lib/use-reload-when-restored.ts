import { useEffect } from "react";

/**
 * Loads the page anew when the browser brings it back as it was left (by Back, say): the call was
 * left with the page, and is gone on with as after any reload.
 */
export function useReloadWhenRestored(inCall: boolean): void {
  useEffect(() => {
    if (!inCall) return;
    const onPageShow = (event: PageTransitionEvent) => {
      if (event.persisted) location.reload();
    };
    addEventListener("pageshow", onPageShow);
    return () => removeEventListener("pageshow", onPageShow);
  }, [inCall]);
}
