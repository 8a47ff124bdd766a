import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";

/** So near to the end, in pixels, counts as being at the end. */
const NEAR_END_PX = 48;

export interface Follow {
  /** Whether the end is kept in view; false while somebody reads back. */
  following: boolean;
  jumpToLatest(): void;
}

/**
 * Keeps the end of a scrolling box in view as it grows, until its reader scrolls back;
 * scrolling to the end again (or `jumpToLatest`) resumes.
 */
export function useFollow(
  box: RefObject<HTMLElement | null>,
  content: unknown,
  live: boolean,
): Follow {
  const [following, setFollowing] = useState(live);
  const followingNow = useRef(live);

  const toEnd = useCallback(() => {
    const element = box.current;
    if (element) element.scrollTop = element.scrollHeight;
  }, [box]);

  const follow = useCallback((on: boolean) => {
    followingNow.current = on;
    setFollowing(on);
  }, []);

  useEffect(() => {
    const element = box.current;
    if (!element || !live) return;
    let lastTop = element.scrollTop;
    const onScroll = () => {
      const fromEnd = element.scrollHeight - element.scrollTop - element.clientHeight;
      // Only a move upwards is somebody reading back: growth of the content also leaves the end behind.
      if (fromEnd <= NEAR_END_PX) follow(true);
      else if (element.scrollTop < lastTop - 1) follow(false);
      lastTop = element.scrollTop;
    };
    const onResize = new ResizeObserver(() => {
      if (followingNow.current) toEnd();
    });
    element.addEventListener("scroll", onScroll, { passive: true });
    onResize.observe(element);
    return () => {
      element.removeEventListener("scroll", onScroll);
      onResize.disconnect();
    };
  }, [box, follow, toEnd, live]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when the content has changed
  useLayoutEffect(() => {
    if (followingNow.current) toEnd();
  }, [content, toEnd]);

  return {
    following,
    jumpToLatest: useCallback(() => {
      follow(true);
      toEnd();
    }, [follow, toEnd]),
  };
}
