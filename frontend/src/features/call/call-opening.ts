import { keepTrying } from "@/lib/api/keep-trying";
import type { Microphone } from "@/lib/room";

/** What any call needs, whichever it is. */
export interface Opened {
  code: typeof import("@/lib/room");
  mic: Microphone;
}

/** One attempt to enter a call. Opens at once what any call needs: the code and the microphone. */
export class Opening {
  private readonly abort = new AbortController();
  readonly givenUp = this.abort.signal;
  readonly opened = openMicrophone(this.givenUp);

  constructor() {
    this.opened.catch(() => undefined); // given up before anybody waited for it
  }

  /** The attempt is over, or the call it led to: nobody is heard through it any more. */
  end(): void {
    this.abort.abort();
    this.opened.then(({ mic }) => mic.close()).catch(() => undefined); // its code was never loaded
  }
}

/** Everything that carries a call's sound, which a page does not need before. */
export async function loadRoomCode(): Promise<typeof import("@/lib/room")> {
  const code = await import("@/lib/room");
  await code.loadLiveKit();
  return code;
}

async function openMicrophone(givenUp: AbortSignal): Promise<Opened> {
  const code = await keepTrying(loadRoomCode, givenUp);
  if (!code) throw new Error("given up");
  const mic = new code.Microphone();
  // One hears the call also without a microphone; the room's snapshot says what is wrong with it.
  void mic.open().catch(() => undefined);
  return { code, mic };
}
