import type { MovingRoom } from "./ports";

type Room = Pick<MovingRoom, "getSnapshot" | "subscribe">;

/** Waits until the room is the one called `name`. False when `signal` aborts first. */
export function untilIn(room: Room, name: string, signal: AbortSignal): Promise<boolean> {
  return until(room, () => room.getSnapshot().roomName === name, signal);
}

/** Waits until the move under way has failed. False when `signal` aborts first. */
export function untilMoveFails(room: Room, signal: AbortSignal): Promise<boolean> {
  return until(room, () => room.getSnapshot().move === "failed", signal);
}

function until(room: Room, reached: () => boolean, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (isReached: boolean) => {
      unsubscribe();
      signal.removeEventListener("abort", onAbort);
      resolve(isReached);
    };
    const look = () => {
      if (reached()) settle(true);
    };
    const onAbort = () => settle(false);
    const unsubscribe = room.subscribe(look);
    signal.addEventListener("abort", onAbort);
    if (signal.aborted) onAbort();
    else look();
  });
}
