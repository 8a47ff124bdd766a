import { useEffect, useRef } from "react";
import { useStore } from "@/lib/use-store";
import type { DigitSender } from "./digit-sender";
import { type KeyLine, lineWords } from "./key-log";
import type { PhoneInCall } from "./phones-in";

/** The one phone that keys can be sent to. */
export function WhoseKeys({ phone }: { phone: PhoneInCall }) {
  return (
    <p className="mb-1 truncate text-muted text-sm">
      To <bdi className="font-medium text-ink">{phone.name}</bdi>
      {phone.number && <span className="tabular-nums"> {phone.number}</span>}
    </p>
  );
}

/** What was sent to this phone, the last of it in sight; under way is what is not sent yet. */
export function SentKeys(props: {
  phone: PhoneInCall;
  sender: DigitSender;
  log: readonly KeyLine[];
}) {
  const { phone, sender, log } = props;
  const { pending, problem } = useStore(sender.state);
  const sent = log
    .filter((line) => line.by === "agent" && line.participantId === phone.participantId)
    .map((line) => line.digits)
    .join("");
  return (
    <>
      <output
        aria-label="Keys sent"
        className="mb-3 flex h-11 items-center justify-end overflow-hidden rounded-md bg-sunken px-3 font-mono text-lg tracking-widest"
      >
        <span>{sent}</span>
        <span className="animate-breathe text-muted">{pending}</span>
      </output>
      {problem && (
        <p role="alert" className="mb-3 rounded-md bg-danger-soft px-3 py-2 text-sm">
          {problem}
        </p>
      )}
    </>
  );
}

/** What was pressed on either side, the latest in sight. */
export function PressedKeys({ lines }: { lines: readonly KeyLine[] }) {
  const end = useRef<HTMLUListElement>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when there is more to see
  useEffect(() => {
    if (end.current) end.current.scrollTop = end.current.scrollHeight;
  }, [lines]);

  return (
    <ul
      ref={end}
      aria-label="Keys pressed"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard
      tabIndex={0}
      className="mt-4 h-22 space-y-0.5 overflow-y-auto text-sm"
    >
      {lines.length === 0 && (
        <li className="text-muted">
          Keys that are pressed, here or at the phone, are listed here.
        </li>
      )}
      {lines.map((line) => (
        <li key={line.id} className="flex gap-2">
          <span className="min-w-0 truncate text-muted" dir="auto">
            {lineWords(line)}
          </span>
          <span className="ml-auto font-mono tracking-wider [overflow-wrap:anywhere]">
            {line.digits}
          </span>
        </li>
      ))}
    </ul>
  );
}
