import { useEffect, useState } from "react";

/** Above this the level is speech or the like; a quiet room stays below. */
const AUDIBLE = 0.25;
const LOOK_EVERY_MS = 100;
const SILENT_AFTER_MS = 6000;

/**
 * Whether this device was heard: `no` after six silent seconds, and `yes` for good, since somebody
 * who was heard once may well be silent.
 */
export function useHeard(level: () => number, deviceId: string): "yes" | "unsure" | "no" {
  const [heard, setHeard] = useState<"yes" | "unsure" | "no">("unsure");

  // biome-ignore lint/correctness/useExhaustiveDependencies: another device starts afresh
  useEffect(() => {
    setHeard("unsure");
    const since = performance.now();
    const timer = setInterval(() => {
      if (level() >= AUDIBLE) {
        setHeard("yes");
        clearInterval(timer);
      } else if (performance.now() - since > SILENT_AFTER_MS) {
        setHeard("no");
      }
    }, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [level, deviceId]);

  return heard;
}
