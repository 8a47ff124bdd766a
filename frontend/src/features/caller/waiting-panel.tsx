import clsx from "clsx";
import { useEffect } from "react";
import { Slider } from "@/components/ui/slider";
import { Switch } from "@/components/ui/switch";
import { soundSettings } from "@/lib/sound/settings";
import { WaitingMusic } from "@/lib/sound/waiting-music";
import { useStore } from "@/lib/use-store";

/** Music for somebody who waits, by this page; theirs to switch off. `shown` keeps its place free. */
export function WaitingPanel({ playing, shown = true }: { playing: boolean; shown?: boolean }) {
  const { musicOff, musicVolume } = useStore(soundSettings);

  useEffect(() => {
    if (!playing) return;
    const music = new WaitingMusic();
    music.start();
    return () => music.stop();
  }, [playing]);

  return (
    <div
      className={clsx(
        "flex flex-wrap items-center justify-center gap-x-6 gap-y-2",
        !shown && "invisible",
      )}
    >
      <Switch
        label="Music while you wait"
        checked={!musicOff}
        onChange={(on) => soundSettings.update({ musicOff: !on })}
      />
      <Slider
        label="Volume"
        value={musicVolume}
        disabled={musicOff}
        onChange={(value) => soundSettings.update({ musicVolume: value })}
      />
    </div>
  );
}
