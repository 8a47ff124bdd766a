import { Menu, MenuButton, MenuItem, MenuItems } from "@headlessui/react";
import { ArrowRightLeft, EllipsisVertical, LogOut, Mic, MicOff, PhoneOff } from "lucide-react";
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
  /** Why no transfer can be started now, or null. */
  transferBlocked: string | null;
  onTransfer: () => void;
  /** What leaving would do to the caller. */
  leaveWords: string;
  /** Why the server cannot be told to leave or end the call now, or null. */
  serverBlocked: string | null;
  onLeave: () => void;
  onEnd: () => void;
}

/** What can be done in the call. It stays in its place through all states. */
export function CallBar(props: Props) {
  const id = useId();
  const { muted, serverBlocked } = props;
  const MicIcon = muted ? MicOff : Mic;
  return (
    <div
      role="toolbar"
      aria-label="Call"
      className="flex items-center gap-2 border-t bg-surface px-4 py-3 pb-[max(0.75rem,env(safe-area-inset-bottom))]"
    >
      <Button
        tone="secondary"
        size="lg"
        onClick={props.onMute}
        disabled={props.micBlocked !== null}
        title={props.micBlocked ?? undefined}
        aria-keyshortcuts="M"
        className="relative min-w-26 overflow-hidden"
      >
        <MicIcon aria-hidden className="size-4.5" />
        {muted ? "Unmute" : "Mute"}
        <Kbd>M</Kbd>
        {!muted && <Level level={props.micLevel} />}
      </Button>
      <Button
        tone="primary"
        size="lg"
        onClick={props.onTransfer}
        disabled={props.transferBlocked !== null}
        title={props.transferBlocked ?? undefined}
        aria-keyshortcuts="T"
      >
        <ArrowRightLeft aria-hidden className="size-4.5" />
        Transfer
        <Kbd>T</Kbd>
      </Button>
      <div className="ml-auto flex min-w-0 items-center gap-2">
        <p id={`${id}-leave`} className="min-w-0 text-right text-muted text-xs max-lg:sr-only">
          {serverBlocked ?? props.leaveWords}
        </p>
        <Button
          tone="danger"
          size="lg"
          onClick={props.onLeave}
          disabled={serverBlocked !== null}
          title={serverBlocked ?? props.leaveWords}
          aria-describedby={`${id}-leave`}
        >
          <LogOut aria-hidden className="size-4.5" />
          Leave call
        </Button>
        <More disabled={serverBlocked !== null} onEnd={props.onEnd} />
      </div>
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

function More({ disabled, onEnd }: { disabled: boolean; onEnd: () => void }) {
  return (
    <Menu>
      <MenuButton
        aria-label="More"
        disabled={disabled}
        className="grid size-12 shrink-0 place-items-center rounded-md border border-line-strong hover:bg-sunken disabled:opacity-60"
      >
        <EllipsisVertical aria-hidden className="size-4.5" />
      </MenuButton>
      <MenuItems
        anchor="top end"
        className="z-20 min-w-56 animate-appear rounded-md border bg-surface p-1 [--anchor-gap:6px] focus:outline-none"
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
