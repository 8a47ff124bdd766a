import { useEffect, useRef } from "react";
import { KeyNotice } from "@/features/phone/key-notice";
import { type Keypad, useKeypad } from "@/features/phone/use-keypad";
import { useSeat } from "@/lib/session/seat";
import type { Notice } from "./use-notices";

/** The keypad of the call in hand; keys that are pressed at its phones are told as they come. */
export function usePhoneKeys(
  callId: string,
  say: (text: string, tone: Notice["tone"], topic: string) => void,
): Keypad {
  const { api, onEvent } = useSeat();
  const keypad = useKeypad((participantId, digits) =>
    api.calls.sendDigits(callId, participantId, digits),
  );
  const notice = useRef(new KeyNotice());
  const { heard } = keypad;
  useEffect(
    () =>
      onEvent(({ call_id, digit: pressed }) => {
        if (!pressed || call_id !== callId) return;
        const { participant_id: participantId, name, digit } = pressed;
        heard({ participantId, name, digits: digit });
        const text = notice.current.textFor(participantId, name, digit, performance.now());
        say(text, "quiet", `keys ${participantId}`);
      }),
    [onEvent, callId, heard, say],
  );
  return keypad;
}
