import type { MovingRoom } from "./ports";

/** Waits until the room is the one called `name`. False when `signal` aborts first. */
export function untilIn(
  room: Pick<MovingRoom, "getSnapshot" | "subscribe">,
  name: string,
  signal: AbortSignal,
): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (isIn: boolean) => {
      unsubscribe();
      signal.removeEventListener("abort", onAbort);
      resolve(isIn);
    };
    const look = () => {
      if (room.getSnapshot().roomName === name) settle(true);
    };
    const onAbort = () => settle(false);
    const unsubscribe = room.subscribe(look);
    signal.addEventListener("abort", onAbort);
    if (signal.aborted) onAbort();
    else look();
  });
}
