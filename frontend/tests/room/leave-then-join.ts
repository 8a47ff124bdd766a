import { Leg } from "@/lib/room/leg";
import type { Microphone } from "@/lib/room/microphone";
import { Playback } from "@/lib/room/playback";
import type { RoomConnection } from "@/lib/room/types";

const IGNORE = () => undefined;

/**
 * What a move is without the library's: leaves a room, then joins the next. Made of the same parts,
 * with the microphone kept open, so that a benchmark compares the order alone.
 */
export class LeaveThenJoin {
  private readonly playback = new Playback();
  private leg: Leg | null = null;

  constructor(private readonly mic: Microphone) {}

  async go(connection: RoomConnection): Promise<void> {
    this.leg?.close();
    const handlers = { onChange: IGNORE, onLost: IGNORE, onPartial: IGNORE, onNudge: IGNORE };
    const leg = new Leg(connection, this.mic, this.playback, handlers, false);
    this.leg = leg;
    this.playback.play(leg.channel);
    await leg.connect();
  }

  leave(): void {
    this.leg?.close();
    this.mic.close();
  }
}
