import { formatDuration } from "@/lib/format/time";

interface Props {
  startS: number;
  endS: number | null;
}

/** Where the transcript has a hole: no call worker listened. */
export function MissedLine({ startS, endS }: Props) {
  const from = formatDuration(startS);
  return (
    <p className="px-4 py-1.5 text-muted text-sm tabular-nums leading-6 sm:pl-[9.25rem]">
      {endS === null
        ? `Not transcribed since ${from}`
        : `Not transcribed from ${from} to ${formatDuration(endS)}`}
    </p>
  );
}
