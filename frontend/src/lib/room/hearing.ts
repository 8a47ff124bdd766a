/** What is to be known of a move to tell who hears whom. */
export interface MoveAtHand<L> {
  destination: L;
  /** Under way: neither finished nor failed nor abandoned. */
  open: boolean;
  /** The destination is the one that is played. */
  plays: boolean;
  /** One is back in the origin for a while; the destination waits. */
  paused: boolean;
}

export interface Hearing<L> {
  /** What is played; `null`: nothing. */
  heard: L | null;
  /** Where the microphone is closed, whatever it is in the other rooms. */
  isSilent(leg: L): boolean;
}

/**
 * Who hears whom: `home` is the room one is in, or the origin of a move. On hold (`held`), nobody in
 * it hears us, nor we them; a move's destination is another room, which goes on.
 */
export function hearing<L>(home: L | null, move: MoveAtHand<L> | null, held: boolean): Hearing<L> {
  const destination = move?.open ? move.destination : null;
  const paused = move?.open === true && move.paused;
  const isHeld = (leg: L) => held && leg !== destination;
  // With nothing left to hear in the origin, whoever is in the destination already is better.
  const front = move?.plays ? move.destination : (home ?? (paused ? null : destination));
  return {
    heard: front !== null && !isHeld(front) ? front : null,
    isSilent: (leg) => (leg === destination ? paused : isHeld(leg)),
  };
}
