import { useEffect } from "react";
import type { MoveDriver } from "./move-driver";
import type { TransferNews } from "./ports";

/** Keeps a driver informed of the call's transfer as the event stream tells it. */
export function useMoves(driver: MoveDriver | null, transfer: TransferNews | null): void {
  const id = transfer?.id;
  const state = transfer?.state;
  const version = transfer?.version;
  useEffect(() => {
    if (!driver || id === undefined || state === undefined || version === undefined) return;
    driver.observe({ id, state, version });
  }, [driver, id, state, version]);
}
