const IDENTITY = "hold-music";

/** Whether this is the music for a caller on hold: in the room like a person, and none. */
export function isHoldMusic(identity: string): boolean {
  return identity.startsWith(IDENTITY);
}
