"use client";

import clsx from "clsx";
import { useEffect, useRef } from "react";

const BARS = 24;

/**
 * A moving level, read on each frame from `level` (0 to 1) and drawn without rendering again. Shows
 * nothing that is not also said in words beside it, so it is hidden from screen readers.
 */
export function LevelMeter({ level, className }: { level: () => number; className?: string }) {
  const bars = useRef<HTMLDivElement>(null);

  useEffect(() => {
    let shown = 0;
    let frame = requestAnimationFrame(function draw() {
      const now = Math.min(1, Math.max(0, level()));
      shown = now > shown ? now : shown * 0.9 + now * 0.1;
      const lit = Math.round(shown * BARS);
      for (const [index, bar] of [...(bars.current?.children ?? [])].entries()) {
        bar.toggleAttribute("data-lit", index < lit);
      }
      frame = requestAnimationFrame(draw);
    });
    return () => cancelAnimationFrame(frame);
  }, [level]);

  return (
    <div ref={bars} aria-hidden className={clsx("flex h-3 items-stretch gap-1", className)}>
      {Array.from({ length: BARS }, (_, index) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: the bars never change places
          key={index}
          className="flex-1 rounded-[2px] bg-line transition-colors duration-75 data-lit:bg-live"
        />
      ))}
    </div>
  );
}
