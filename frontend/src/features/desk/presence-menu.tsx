import { ChevronDown } from "lucide-react";
import { useState } from "react";
import { Menu } from "@/components/ui/menu";
import { PRESENCE_WORDS, PresenceDot } from "@/components/ui/presence";
import type { Presence } from "@/lib/api/types";

interface Props {
  presence: Presence;
  onChange: (presence: "available" | "away") => Promise<void>;
}

/** What colleagues see of this agent. Busy comes from being in a call and cannot be chosen. */
export function PresenceMenu({ presence, onChange }: Props) {
  const [pending, setPending] = useState(false);
  const choose = (next: "available" | "away") => () => {
    setPending(true);
    void onChange(next).finally(() => setPending(false));
  };
  const actions = (["available", "away"] as const).map((choice) => ({
    label: PRESENCE_WORDS[choice],
    icon: <PresenceDot presence={choice} />,
    checked: presence === choice,
    onSelect: choose(choice),
  }));
  // Offline is what others see until this page's event stream is open.
  const word = presence === "offline" ? "Connecting" : PRESENCE_WORDS[presence];
  return (
    <Menu
      align="start"
      label={`Presence: ${word}`}
      className={pending ? "animate-breathe" : ""}
      button={
        <>
          <PresenceDot presence={presence} />
          <span className="truncate font-medium">{word}</span>
          <ChevronDown aria-hidden className="size-4 shrink-0 text-muted" />
        </>
      }
      actions={actions}
    />
  );
}
