import { inText } from "@/lib/bidi";

/** Keys that come within this time are told together. */
const TOGETHER_MS = 10_000;

interface Told {
  participantId: string;
  digits: string;
  atMs: number;
}

/** Says of each key pressed at a phone what has been pressed there lately: "Bea pressed 4 2". */
export class KeyNotice {
  private told: Told | null = null;

  textFor(participantId: string, name: string, digit: string, nowMs: number): string {
    const { told } = this;
    const goesOn = told?.participantId === participantId && nowMs - told.atMs < TOGETHER_MS;
    const digits = (goesOn && told ? told.digits : "") + digit;
    this.told = { participantId, digits, atMs: nowMs };
    return `${inText(name)} pressed ${[...digits].join(" ")}`;
  }
}
