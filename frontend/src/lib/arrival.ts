import { useEffect, useRef } from "react";

/** For a heading that says where one is: it can take the focus, though not by Tab. */
export const ARRIVAL = { tabIndex: -1, "data-arrival": true } as const;

/**
 * Moves the focus to the heading of a `place` just come to, since what had the focus went with the
 * place before. A dialog over the page (`covered`) keeps it until it closes.
 */
export function useArrival(place: string, covered: boolean): void {
  const at = useRef(place);
  useEffect(() => {
    if (covered || at.current === place) return;
    // By the next frame a closing dialog has given the focus back, and a small screen shows the place.
    const frame = requestAnimationFrame(() => {
      at.current = place;
      focusHeading();
    });
    return () => cancelAnimationFrame(frame);
  }, [place, covered]);
}

/**
 * Gives the focus to the marked heading, of several the last that can be seen: the call or the desk
 * comes after the queue.
 */
export function focusHeading(): void {
  const headings = document.querySelectorAll<HTMLElement>("[data-arrival]");
  [...headings].reverse().some((heading) => {
    heading.focus();
    return document.activeElement === heading;
  });
}
