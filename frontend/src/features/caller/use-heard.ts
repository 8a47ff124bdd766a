import { useEffect, useState } from "react";

/** Above this the level is speech or the like; a quiet room stays below. */
const AUDIBLE = 0.25;
const LOOK_EVERY_MS = 100;
const SILENT_AFTER_MS = 6000;

/** Whether anything was heard of late: `no` after six silent seconds. */
export function useHeard(level: () => number): "yes" | "unsure" | "no" {
  const [heard, setHeard] = useState<"yes" | "unsure" | "no">("unsure");

  useEffect(() => {
    let silentSince = performance.now();
    const timer = setInterval(() => {
      const now = performance.now();
      if (level() >= AUDIBLE) {
        silentSince = now;
        setHeard("yes");
      } else if (now - silentSince > SILENT_AFTER_MS) {
        setHeard("no");
      }
    }, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [level]);

  return heard;
}
