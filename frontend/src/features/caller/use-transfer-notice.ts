import { useEffect, useRef, useState } from "react";
import type { CallerTransferView, PersonRef } from "@/lib/api/types";
import {
  arrivedText,
  comingText,
  isNews,
  stageOf,
  stayedText,
  type TransferStage,
} from "./transfer-news";

const SHOWN_MS = 6000;
/** A move takes less than a second; each sentence is to be readable all the same. */
const READABLE_MS = 1500;

/**
 * What to tell the caller of a transfer, for six seconds after its last change. A transfer that was
 * over before this page looked is not news.
 */
export function useTransferNotice(
  transfer: CallerTransferView | null,
  agents: readonly PersonRef[],
): string {
  const [shown, setShown] = useState({ text: "", at: Number.NEGATIVE_INFINITY });
  const seen = useRef<{ id: string | null; stage: TransferStage }>({ id: null, stage: "none" });
  const latest = useRef({ transfer, agents, shown });
  latest.current = { transfer, agents, shown };
  const id = transfer?.id ?? null;
  const stage = stageOf(transfer);

  useEffect(() => {
    const before = seen.current.id === id ? seen.current.stage : "none";
    seen.current = { id, stage };
    if (!isNews(before, stage)) return;
    const wait = latest.current.shown.at + READABLE_MS - performance.now();
    const show = setTimeout(
      () => setShown({ text: textOf(stage, latest.current), at: performance.now() }),
      Math.max(0, wait),
    );
    return () => clearTimeout(show);
  }, [id, stage]);

  useEffect(() => {
    if (shown.text === "") return;
    const hide = setTimeout(() => setShown({ ...shown, text: "" }), SHOWN_MS);
    return () => clearTimeout(hide);
  }, [shown]);

  return shown.text;
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
      return stayedText(transfer, agents);
    case "none":
      return "";
  }
}
