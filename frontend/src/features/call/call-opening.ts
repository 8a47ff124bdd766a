import { keepTrying } from "@/lib/api/keep-trying";
import type { MoveDriver } from "@/lib/moves";
import type { CallRoom, Microphone } from "@/lib/room";

/** What any call needs, whichever it is. */
export interface Opened {
  code: typeof import("@/lib/room");
  mic: Microphone;
}

/** What carries one call. */
export interface Line {
  room: CallRoom;
  mic: Microphone;
  driver: MoveDriver;
}

/** One attempt to enter a call. Loads at once what any call needs; the microphone stays closed. */
export class Opening {
  private readonly abort = new AbortController();
  readonly givenUp = this.abort.signal;
  private readonly opened = load(this.givenUp);
  private made: Promise<Line> | null = null;

  constructor() {
    this.opened.catch(() => undefined); // given up before anybody waited for it
  }

  openMicrophone(): void {
    // One hears the call also without a microphone; the room's snapshot says what is wrong with it.
    this.opened.then(({ mic }) => mic.open()).catch(() => undefined);
  }

  /** The line for the call that is entered, made the first time. */
  line(make: (opened: Opened) => Line): Promise<Line> {
    this.made ??= this.opened.then(make);
    return this.made;
  }

  /** The attempt is over, or the call it led to: nobody is heard through it any more. */
  end(): void {
    this.abort.abort();
    this.opened.then(({ mic }) => mic.close()).catch(() => undefined); // its code was never loaded
    this.made?.then(hangUp).catch(() => undefined);
  }
}

/** Everything that carries a call's sound, which a page does not need before. */
export async function loadRoomCode(): Promise<typeof import("@/lib/room")> {
  const code = await import("@/lib/room");
  await code.loadLiveKit();
  return code;
}

async function load(givenUp: AbortSignal): Promise<Opened> {
  const code = await keepTrying(loadRoomCode, givenUp);
  if (!code) throw new Error("given up");
  return { code, mic: new code.Microphone() };
}

async function hangUp({ room, driver }: Line): Promise<void> {
  driver.dispose();
  await room.leave();
}
