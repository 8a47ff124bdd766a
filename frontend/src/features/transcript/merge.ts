import type { GapView, SegmentView } from "@/lib/api/types";

/** A segment still being spoken, as it arrives in the room. */
export interface HeardPartial {
  segmentId: string;
  identity: string;
  text: string;
  /** When its first words came, for the order among partials. */
  firstSeenMs: number;
  updatedMs: number;
}

export type Partials = ReadonlyMap<string, HeardPartial>;

export interface Line {
  id: string;
  text: string;
  /** Seconds since the call's start; null while the segment is partial. */
  startS: number | null;
}

/** What one person said without being interrupted. */
export interface Turn {
  key: string;
  identity: string;
  /** As the server named them; null when only partials have come. */
  name: string | null;
  /** Said among agents, without the caller. */
  private: boolean;
  lines: Line[];
}

/** A stretch that nobody listened to. */
export interface Missed {
  key: string;
  startS: number;
  /** Null while it goes on. */
  endS: number | null;
}

export type Entry = Turn | Missed;

/** A pause longer than this starts a new turn, so that long monologues keep their times. */
const TURN_GAP_S = 30;

/**
 * The worker sends a partial about twice a second while somebody speaks. One that has
 * been silent this long was dropped (the worker restarted) and will never be final.
 */
export const STALE_PARTIAL_MS = 20_000;

/** Adds or renews a partial. Empty text means that the segment came to nothing. */
export function withPartial(
  partials: Partials,
  heard: { segmentId: string; identity: string; text: string },
  nowMs: number,
): Partials {
  const next = new Map(partials);
  if (heard.text.trim() === "") {
    next.delete(heard.segmentId);
    return next;
  }
  const known = partials.get(heard.segmentId);
  next.set(heard.segmentId, {
    ...heard,
    firstSeenMs: known?.firstSeenMs ?? nowMs,
    updatedMs: nowMs,
  });
  return next;
}

/** Forgets partials whose final has come and those that went stale. Same map when nothing changed. */
export function prunePartials(
  partials: Partials,
  finals: readonly SegmentView[],
  nowMs: number,
): Partials {
  const finished = new Set(finals.map((segment) => segment.id));
  const kept = [...partials].filter(
    ([id, partial]) => !finished.has(id) && nowMs - partial.updatedMs < STALE_PARTIAL_MS,
  );
  return kept.length === partials.size ? partials : new Map(kept);
}

export function isMissed(entry: Entry): entry is Missed {
  return "endS" in entry;
}

/**
 * The whole transcript in the order it was spoken: finals and gaps by time, then what is being
 * said now; `consulting` tells that this is without the caller.
 */
export function mergeTranscript(
  finals: readonly SegmentView[],
  partials: Partials,
  { gaps = [], consulting = false }: { gaps?: readonly GapView[]; consulting?: boolean } = {},
): Entry[] {
  const unique = new Map(finals.map((segment) => [segment.id, segment]));
  const spoken = [...unique.values()].sort(
    (a, b) => a.start_s - b.start_s || a.id.localeCompare(b.id),
  );
  const missed = [...gaps].sort((a, b) => a.start_s - b.start_s);
  const entries: Entry[] = [];
  let lastEnd = 0;
  for (const segment of spoken) {
    appendMissed(entries, missed, segment.start_s);
    const line = { id: segment.id, text: segment.text, startS: segment.start_s };
    append(entries, segment, line, segment.start_s - lastEnd > TURN_GAP_S);
    lastEnd = segment.end_s;
  }
  appendMissed(entries, missed, Number.POSITIVE_INFINITY);
  const speaking = [...partials.values()]
    .filter((partial) => !unique.has(partial.segmentId))
    .sort((a, b) => a.firstSeenMs - b.firstSeenMs);
  for (const partial of speaking) {
    const line = { id: partial.segmentId, text: partial.text, startS: null };
    append(entries, { identity: partial.identity, private: consulting }, line, false);
  }
  return entries;
}

/** Moves the gaps that began by then from `missed`, which is in order, to the end of `entries`. */
function appendMissed(entries: Entry[], missed: GapView[], byS: number): void {
  while (missed[0] && missed[0].start_s <= byS) {
    const { start_s: startS, end_s: endS } = missed[0];
    entries.push({ key: `missed-${startS}`, startS, endS });
    missed.shift();
  }
}

function append(
  entries: Entry[],
  speaker: { identity: string; speaker_name?: string; private: boolean },
  line: Line,
  afterPause: boolean,
): void {
  const last = entries.at(-1);
  if (last && !isMissed(last) && !afterPause && goesOn(last, speaker)) {
    last.lines.push(line);
    return;
  }
  const { identity, speaker_name: name = null } = speaker;
  entries.push({ key: line.id, identity, name, private: speaker.private, lines: [line] });
}

type Voice = Pick<Turn, "identity" | "private">;

function goesOn(turn: Voice, speaker: Voice): boolean {
  return turn.identity === speaker.identity && turn.private === speaker.private;
}
