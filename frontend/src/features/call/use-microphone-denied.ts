import { useEffect, useState } from "react";
import { watchMicrophoneDenied } from "@/lib/microphone-permission";

/** Whether the browser is known to deny this page the microphone. */
export function useMicrophoneDenied(): boolean {
  const [denied, setDenied] = useState(false);
  useEffect(() => watchMicrophoneDenied(setDenied), []);
  return denied;
}
