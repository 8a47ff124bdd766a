import { Menu, MenuButton, MenuItem, MenuItems } from "@headlessui/react";
import clsx from "clsx";
import {
  ArrowRightLeft,
  EllipsisVertical,
  Grip,
  LogOut,
  Mic,
  MicOff,
  Pause,
  PhoneOff,
  Play,
} from "lucide-react";
import { useId } from "react";
import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";

interface Props {
  muted: boolean;
  /** 0 to 1. */
  micLevel: number;
  /** Why the microphone cannot be used, or null. */
  micBlocked: string | null;
  onMute: () => void;
  /** The caller is on hold. */
  held: boolean;
  /** The server has been told to change that, and has not answered. */
  holdPending: boolean;
  /** Why the caller can be neither put on hold nor taken off it now, or null. */
  holdBlocked: string | null;
  onHold: () => void;
  /** Opens the keys of a phone; null where nobody in the call is on one. */
  onKeypad: (() => void) | null;
  /** Why no transfer can be started now, or null. */
  transferBlocked: string | null;
  onTransfer: () => void;
  /** What leaving would do to the caller. */
  leaveWords: string;
  /** Why the server cannot be told to leave or end the call now, or null. */
  serverBlocked: string | null;
  onLeave: () => void;
  /** Asks to end the call for everyone; null where that is for others to decide. */
  onEnd: (() => void) | null;
}

/**
 * Where there is little room, the icon stands over the word, and the buttons share the width; the key
 * is named where the word stands beside the icon. With the keypad, room is little sooner.
 */
const FIVE = {
  stacked:
    "px-4! max-[88rem]:h-14 max-[88rem]:flex-1 max-[88rem]:flex-col max-[88rem]:gap-0.5 max-[88rem]:px-1! max-[88rem]:text-sm",
  wide: "min-[88rem]:min-w-34",
  key: "min-[88rem]:inline-block",
  leave: "min-[88rem]:max-2xl:ml-auto",
  more: "min-[88rem]:size-12",
};
const SIX: typeof FIVE = {
  stacked:
    "px-4! max-[110rem]:h-14 max-[110rem]:flex-1 max-[110rem]:flex-col max-[110rem]:gap-0.5 max-[110rem]:px-1! max-[110rem]:text-sm max-[26rem]:text-xs!",
  wide: "min-[110rem]:min-w-34",
  key: "min-[110rem]:inline-block",
  leave: "",
  more: "min-[110rem]:size-12",
};
const HELD = "border-wait! bg-wait-soft! text-wait!";

/**
 * What can be done in the call. It stays in its place through all states. What leaving does to the
 * caller is said at every width: beside the buttons, or in a line of its own above them.
 */
export function CallBar(props: Props) {
  const id = useId();
  const { muted, serverBlocked } = props;
  const MicIcon = muted ? MicOff : Mic;
  const HoldIcon = props.held ? Play : Pause;
  const shape = props.onKeypad ? SIX : FIVE;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields of a form
    <div
      role="group"
      aria-label="Call controls"
      className="flex items-center gap-x-1.5 gap-y-1.5 border-t bg-surface px-2 py-2 pb-[max(0.5rem,env(safe-area-inset-bottom))] max-2xl:flex-wrap sm:gap-x-2 xl:px-4 xl:py-3"
    >
      <Button
        tone="secondary"
        size="lg"
        onClick={props.onMute}
        disabled={props.micBlocked !== null}
        title={props.micBlocked ?? undefined}
        aria-keyshortcuts="M"
        className={clsx(shape.stacked, shape.wide, "relative overflow-hidden", muted && HELD)}
      >
        <MicIcon aria-hidden className="size-4.5" />
        {muted ? "Unmute" : "Mute"}
        <Kbd className={shape.key}>M</Kbd>
        {!muted && <Level level={props.micLevel} />}
      </Button>
      <Button
        tone="secondary"
        size="lg"
        pending={props.holdPending}
        onClick={props.onHold}
        disabled={props.holdBlocked !== null}
        title={props.holdBlocked ?? undefined}
        aria-keyshortcuts="H"
        className={clsx(shape.stacked, shape.wide, props.held && HELD)}
      >
        <HoldIcon aria-hidden className="size-4.5" />
        {props.held ? "Resume" : "Hold"}
        <Kbd className={shape.key}>H</Kbd>
      </Button>
      {props.onKeypad && (
        <Button
          tone="secondary"
          size="lg"
          onClick={props.onKeypad}
          aria-keyshortcuts="K"
          className={shape.stacked}
        >
          <Grip aria-hidden className="size-4.5" />
          Keypad
          <Kbd className={shape.key}>K</Kbd>
        </Button>
      )}
      <Button
        tone="primary"
        size="lg"
        onClick={props.onTransfer}
        disabled={props.transferBlocked !== null}
        title={props.transferBlocked ?? undefined}
        aria-keyshortcuts="T"
        className={shape.stacked}
      >
        <ArrowRightLeft aria-hidden className="size-4.5" />
        Transfer
        <Kbd className={shape.key}>T</Kbd>
      </Button>
      <p
        id={`${id}-leave`}
        className="ml-auto line-clamp-2 min-w-0 max-w-60 text-balance text-right text-muted text-xs max-2xl:order-first max-2xl:w-full max-2xl:max-w-none"
      >
        {serverBlocked ?? props.leaveWords}
      </p>
      <Button
        tone="danger"
        size="lg"
        onClick={props.onLeave}
        disabled={serverBlocked !== null}
        title={serverBlocked ?? props.leaveWords}
        aria-describedby={`${id}-leave`}
        className={clsx(shape.stacked, shape.leave)}
      >
        <LogOut aria-hidden className="size-4.5" />
        Leave call
      </Button>
      {props.onEnd && (
        <More className={shape.more} disabled={serverBlocked !== null} onEnd={props.onEnd} />
      )}
    </div>
  );
}

/** How loud the own microphone is, as a line under its button. */
function Level({ level }: { level: number }) {
  return (
    <span
      aria-hidden
      className="absolute inset-x-0 bottom-0 h-0.75 origin-left bg-live transition-transform duration-100"
      style={{ transform: `scaleX(${level.toFixed(2)})` }}
    />
  );
}

function More(props: { className: string; disabled: boolean; onEnd: () => void }) {
  const { className, disabled, onEnd } = props;
  return (
    <Menu as="div" className="relative">
      <MenuButton
        aria-label="More"
        disabled={disabled}
        className={clsx(
          "grid h-14 w-9 shrink-0 place-items-center rounded-md border border-line-strong/60 hover:bg-sunken disabled:opacity-50 sm:w-10",
          className,
        )}
      >
        <EllipsisVertical aria-hidden className="size-4.5" />
      </MenuButton>
      <MenuItems
        modal={false}
        className="absolute right-0 bottom-full z-20 mb-1.5 min-w-56 animate-appear rounded-md border bg-surface p-1 shadow-lg focus:outline-none"
      >
        <MenuItem>
          <button
            type="button"
            onClick={onEnd}
            className="flex w-full items-center gap-2 rounded-sm px-3 py-2 text-left text-danger-text data-focus:bg-danger-soft"
          >
            <PhoneOff aria-hidden className="size-4" />
            End call for everyone
          </button>
        </MenuItem>
      </MenuItems>
    </Menu>
  );
}
