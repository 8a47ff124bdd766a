import { type KeyboardEvent, type RefObject, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { KEYS, phoneKeyOf } from "./keys";
import { PhoneChoice } from "./phone-choice";
import type { PhoneInCall } from "./phones-in";
import { PressedKeys, SentKeys, WhoseKeys } from "./pressed-keys";
import type { Keypad } from "./use-keypad";

interface Props {
  open: boolean;
  onClose: () => void;
  phones: readonly PhoneInCall[];
  keypad: Keypad;
  /** Why no key can be sent now (no connection), or null. */
  blocked: string | null;
}

/** The keys of a phone, for menus and codes at its other end, and what was pressed on either side. */
export function KeypadDialog({ open, onClose, ...pad }: Props) {
  const panel = useRef<HTMLDivElement>(null);
  return (
    <Dialog open={open} onClose={onClose} title="Keypad" initialFocus={panel}>
      <Pad {...pad} panel={panel} />
      <div className="mt-4 flex items-center justify-between gap-2">
        <p className="text-muted text-xs max-sm:hidden">
          The keys <kbd>0</kbd> to <kbd>9</kbd>, <kbd>*</kbd> and <kbd>#</kbd> do the same.
        </p>
        <Button className="max-sm:flex-1" onClick={onClose}>
          Close
        </Button>
      </div>
    </Dialog>
  );
}

type PadProps = Omit<Props, "open" | "onClose"> & {
  panel: RefObject<HTMLDivElement | null>;
};

function Pad({ phones, keypad, blocked, panel }: PadProps) {
  const [chosen, setChosen] = useState<string | null>(null);
  // The last to come in is the one whose menu speaks.
  const phone = phones.find((one) => one.participantId === chosen) ?? phones.at(-1) ?? null;
  const off = blocked ?? (phone ? null : "No phone is in the call any more.");
  const press = (key: string) => {
    if (phone && !off) keypad.senderFor(phone).press(key);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const key = phoneKeyOf(event);
    if (key === null) return;
    event.preventDefault();
    press(key);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keyboard has these keys too
    <div ref={panel} tabIndex={-1} onKeyDown={onKeyDown} className="outline-none">
      {phones.length > 1 && (
        <PhoneChoice phones={phones} chosen={phone?.participantId} onChoose={setChosen} />
      )}
      {phones.length === 1 && phone && <WhoseKeys phone={phone} />}
      {phone && <SentKeys phone={phone} sender={keypad.senderFor(phone)} log={keypad.log} />}
      {off && (
        <p role="alert" className="mb-3 rounded-md bg-danger-soft px-3 py-2 text-sm">
          {off}
        </p>
      )}
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields of a form */}
      <div role="group" aria-label="Keys" className="mx-auto grid max-w-72 grid-cols-3 gap-2">
        {KEYS.map(({ key, letters }) => (
          <button
            key={key}
            type="button"
            disabled={off !== null}
            onClick={() => press(key)}
            className="flex h-14 flex-col items-center justify-center rounded-md border border-line-strong/60 bg-surface font-medium text-xl leading-none transition-colors duration-150 hover:bg-sunken active:bg-accent-soft disabled:cursor-not-allowed disabled:opacity-50"
          >
            {key}
            <span aria-hidden className="mt-1 h-3 font-normal text-[0.625rem] text-muted">
              {letters}
            </span>
          </button>
        ))}
      </div>
      <PressedKeys lines={keypad.log} />
    </div>
  );
}
