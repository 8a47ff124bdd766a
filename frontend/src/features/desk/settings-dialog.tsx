import { type ReactNode, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Slider } from "@/components/ui/slider";
import { Switch } from "@/components/ui/switch";
import {
  askForNotifications,
  type NotificationState,
  notificationState,
} from "@/lib/notifications";
import { soundSettings } from "@/lib/sound/settings";
import { playArrival } from "@/lib/sound/sounds";
import { useStore } from "@/lib/use-store";

interface Props {
  open: boolean;
  onClose: () => void;
  /** The microphone's settings. */
  children: ReactNode;
}

/** What an agent sets for this browser: sounds, microphone, notifications. */
export function SettingsDialog({ open, onClose, children }: Props) {
  return (
    <Dialog open={open} onClose={onClose} title="Settings">
      <div className="space-y-6">
        <SoundSection />
        {children}
        <NotificationSection />
        <div className="flex justify-end">
          <Button onClick={onClose}>Close</Button>
        </div>
      </div>
    </Dialog>
  );
}

function SoundSection() {
  const { muted, volume } = useStore(soundSettings);
  return (
    <section>
      <h3 className="mb-2 font-medium text-sm">Ring and other sounds</h3>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <Switch
          label="Play sounds"
          checked={!muted}
          onChange={(on) => soundSettings.update({ muted: !on })}
        />
        <Slider
          label="Volume"
          value={volume}
          disabled={muted}
          onChange={(next) => soundSettings.update({ volume: next })}
        />
        <Button size="sm" disabled={muted} onClick={playArrival}>
          Try it
        </Button>
      </div>
    </section>
  );
}

const NOTIFICATION_WORDS: Record<NotificationState, string> = {
  on: "On. You are told of an incoming transfer while this page is out of sight.",
  off: "Off. Turn them on to notice an incoming transfer while you look at something else.",
  refused: "Refused in this browser. Allow notifications for this site in its settings.",
  unsupported: "This browser has none.",
};

function NotificationSection() {
  const [state, setState] = useState(notificationState);
  return (
    <section>
      <h3 className="mb-1 font-medium text-sm">Desktop notifications</h3>
      <p className="text-muted text-sm">{NOTIFICATION_WORDS[state]}</p>
      {state === "off" && (
        <Button
          size="sm"
          className="mt-2"
          onClick={() => void askForNotifications().then(setState)}
        >
          Turn on
        </Button>
      )}
    </section>
  );
}
