import { useEffect, useRef, useState } from "react";
import type { CallerTransferView, PersonRef } from "@/lib/api/types";
import { arrivedText, comingText, stageOf, stayedText, type TransferStage } from "./transfer-news";

const SHOWN_MS = 6000;
/** A move takes less than a second; the first sentence is to be readable all the same. */
const COMING_AT_LEAST_MS = 1500;

/**
 * What to tell the caller of a transfer, for six seconds after its last change. A transfer that was
 * over before this page looked is not news.
 */
export function useTransferNotice(
  transfer: CallerTransferView | null,
  agents: readonly PersonRef[],
): string {
  const [text, setText] = useState("");
  const seen = useRef<{ id: string | null; stage: TransferStage; at: number } | null>(null);
  const latest = useRef({ transfer, agents });
  latest.current = { transfer, agents };
  const id = transfer?.id ?? null;
  const stage = stageOf(transfer);

  useEffect(() => {
    const before = seen.current;
    seen.current = { id, stage, at: performance.now() };
    const followsComing = before?.id === id && before?.stage === "coming";
    if (stage !== "coming" && !followsComing) return;
    const wait =
      before && followsComing && stage !== "coming"
        ? Math.max(0, COMING_AT_LEAST_MS - (performance.now() - before.at))
        : 0;
    const show = setTimeout(() => setText(textOf(stage, latest.current)), wait);
    const hide = setTimeout(() => setText(""), wait + SHOWN_MS);
    return () => {
      clearTimeout(show);
      clearTimeout(hide);
    };
  }, [id, stage]);

  return text;
}

function textOf(
  stage: TransferStage,
  { transfer, agents }: { transfer: CallerTransferView | null; agents: readonly PersonRef[] },
): string {
  if (!transfer) return "";
  switch (stage) {
    case "coming":
      return comingText(transfer);
    case "arrived":
      return arrivedText(transfer, agents);
    case "stayed":
      return stayedText(agents);
    case "none":
      return "";
  }
}
