import { useEffect, useState } from "react";
import { errorText } from "@/lib/api/errors";

export interface Answers {
  onAccept: () => Promise<void>;
  onDecline: (reason: string | null) => Promise<void>;
}

/** One answer at a time to what rings; pending until the server's event takes it away. */
export function useAnswer(id: string, { onAccept, onDecline }: Answers) {
  const [pending, setPending] = useState<"accept" | "decline" | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what rings next starts afresh
  useEffect(() => {
    setPending(null);
    setProblem(null);
  }, [id]);

  const answer = async (kind: "accept" | "decline", send: () => Promise<void>) => {
    setPending(kind);
    setProblem(null);
    try {
      await send();
    } catch (error) {
      setProblem(errorText(error));
      setPending(null);
    }
  };

  return {
    pending,
    problem,
    accept: () => void answer("accept", onAccept),
    decline: (reason: string | null) => void answer("decline", () => onDecline(reason)),
  };
}

const ARM_AFTER_MS = 700;

/** Whether keys answer: not in the first moment, when they were meant for something else. */
export function useArmed(id: string): boolean {
  const [armedFor, setArmedFor] = useState<string | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setArmedFor(id), ARM_AFTER_MS);
    return () => clearTimeout(timer);
  }, [id]);
  return armedFor === id;
}
