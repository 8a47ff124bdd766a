import { ChevronDown, Keyboard, LogOut, Search, Settings } from "lucide-react";
import type { ReactNode } from "react";
import { Avatar } from "@/components/ui/avatar";
import { Menu } from "@/components/ui/menu";
import { ThemeSwitch } from "@/components/ui/theme-switch";
import type { AgentView } from "@/lib/api/types";
import { PresenceMenu } from "./presence-menu";

interface Props {
  agent: AgentView;
  onPresence: (presence: "available" | "away") => Promise<void>;
  onSearch: () => void;
  onSettings: () => void;
  onHelp: () => void;
  onSignOut: () => void;
}

/** The agent's own things: presence, settings, help, signing out. */
export function TopBar({ agent, onPresence, onSearch, onSettings, onHelp, onSignOut }: Props) {
  return (
    <div className="flex h-12 items-center gap-1 border-b bg-surface px-2 sm:px-3">
      <PresenceMenu presence={agent.presence} onChange={onPresence} />
      <div className="ml-auto flex min-w-0 items-center gap-0.5">
        <IconButton label="Search calls" onClick={onSearch}>
          <Search aria-hidden size={18} strokeWidth={1.75} />
        </IconButton>
        <ThemeSwitch />
        <IconButton label="Keyboard help" onClick={onHelp}>
          <Keyboard aria-hidden size={18} strokeWidth={1.75} />
        </IconButton>
        <IconButton label="Settings" onClick={onSettings}>
          <Settings aria-hidden size={18} strokeWidth={1.75} />
        </IconButton>
        <Menu
          className="max-w-56"
          button={
            <>
              <Avatar name={agent.name} size="sm" />
              <span className="truncate max-sm:sr-only" title={agent.name}>
                <bdi>{agent.name}</bdi>
              </span>
              <ChevronDown aria-hidden className="size-4 shrink-0 text-muted" />
            </>
          }
          actions={[
            {
              label: "Sign out",
              icon: <LogOut aria-hidden className="size-4" />,
              onSelect: onSignOut,
            },
          ]}
        />
      </div>
    </div>
  );
}

function IconButton(props: { label: string; onClick: () => void; children: ReactNode }) {
  return (
    <button
      type="button"
      aria-label={props.label}
      title={props.label}
      onClick={props.onClick}
      className="inline-flex size-9 shrink-0 items-center justify-center rounded-md text-muted transition-colors duration-150 hover:bg-sunken hover:text-ink"
    >
      {props.children}
    </button>
  );
}
