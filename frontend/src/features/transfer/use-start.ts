import { useState } from "react";
import { errorText } from "@/lib/api/errors";
import type { TransferCreate } from "@/lib/api/types";

/** Sends the transfer once; what the server refuses is kept, to be said in place. */
export function useStart(onStart: (input: TransferCreate) => Promise<void>, onStarted: () => void) {
  const [pending, setPending] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const start = async (input: TransferCreate) => {
    setPending(true);
    setRefused(null);
    try {
      await onStart(input);
      onStarted();
    } catch (error) {
      setRefused(errorText(error));
      setPending(false);
    }
  };
  return { pending, refused, start, forgive: () => setRefused(null) };
}
