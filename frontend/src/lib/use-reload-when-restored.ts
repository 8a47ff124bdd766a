import { useEffect } from "react";

/**
 * Loads the page anew when the browser brings it back as it was left (by Back, say): its call and its
 * events ended when it was left, and are gone on with as after any reload. Not while `idle`, when
 * there is only something typed to lose.
 */
export function useReloadWhenRestored(idle: boolean): void {
  useEffect(() => {
    if (idle) return;
    const onPageShow = (event: PageTransitionEvent) => {
      if (event.persisted) location.reload();
    };
    addEventListener("pageshow", onPageShow);
    return () => removeEventListener("pageshow", onPageShow);
  }, [idle]);
}
