import type { PartialSegment } from "@/lib/room/types";

export interface Caption {
  segmentId: string;
  identity: string;
  text: string;
}

/** More than is ever shown at once. */
const KEEP = 6;

/**
 * Captions with what was just said; a segment that grows replaces what was shown of it, and one that
 * came to nothing, which empty text says, is taken away.
 */
export function withPartial(captions: readonly Caption[], partial: PartialSegment): Caption[] {
  const { segmentId, identity, text } = partial;
  const caption = { segmentId, identity, text };
  if (text.trim() === "") return captions.filter((held) => held.segmentId !== segmentId);
  const index = captions.findIndex((held) => held.segmentId === segmentId);
  return index === -1 ? [...captions, caption].slice(-KEEP) : captions.with(index, caption);
}
