import { useCallback, useMemo, useRef, useState } from "react";
import { DigitSender, type SendDigits } from "./digit-sender";
import { type KeyLine, type NewKeys, withKeys } from "./key-log";
import type { PhoneInCall } from "./phones-in";

export interface Keypad {
  log: readonly KeyLine[];
  senderFor: (phone: PhoneInCall) => DigitSender;
  /** A key was pressed at a phone. */
  heard: (keys: Omit<NewKeys, "by">) => void;
}

/** Keys to and from the phones of one call; `send` tells the server. */
export function useKeypad(send: SendDigits): Keypad {
  const [log, setLog] = useState<readonly KeyLine[]>([]);
  const latest = useRef(send);
  latest.current = send;
  const add = useCallback((keys: NewKeys) => setLog((before) => withKeys(before, keys)), []);
  const senders = useMemo(() => new Map<string, DigitSender>(), []);

  const senderFor = useCallback(
    ({ participantId, name }: PhoneInCall) => {
      const known = senders.get(participantId);
      if (known) return known;
      const sender = new DigitSender(
        (digits) => latest.current(participantId, digits),
        (digits) => add({ participantId, name, by: "agent", digits }),
      );
      senders.set(participantId, sender);
      return sender;
    },
    [senders, add],
  );
  const heard = useCallback((keys: Omit<NewKeys, "by">) => add({ ...keys, by: "phone" }), [add]);
  return { log, senderFor, heard };
}
