import { useCallback, useEffect, useState } from "react";

export interface Notice {
  id: number;
  text: string;
  /** A `quiet` one interrupts nobody. */
  tone: "neutral" | "danger" | "quiet";
  /** What it is about: the next one about it takes its place. */
  topic: string;
}

const SHOWN_MS = 10_000;

/** Short messages about what has just happened; each goes by itself or by a click. */
export function useNotices() {
  const [notices, setNotices] = useState<readonly Notice[]>([]);

  const say = useCallback((text: string, tone: Notice["tone"] = "neutral", topic = text) => {
    setNotices((before) => {
      const id = (before.at(-1)?.id ?? 0) + 1;
      return [...before.filter((notice) => notice.topic !== topic), { id, text, tone, topic }];
    });
  }, []);

  const dismiss = useCallback((id: number) => {
    setNotices((before) => before.filter((notice) => notice.id !== id));
  }, []);

  const oldest = notices[0]?.id;
  useEffect(() => {
    if (oldest === undefined) return;
    const timer = setTimeout(() => dismiss(oldest), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [oldest, dismiss]);

  return { notices, say, dismiss };
}
