import { Captions as CaptionsIcon, Mic, MicOff, PhoneOff, Settings2 } from "lucide-react";
import { useState } from "react";
import { SelectField } from "@/components/ui/field";
import { LevelMeter } from "@/components/ui/level-meter";
import { RoundButton } from "@/components/ui/round-button";
import { Sheet } from "@/components/ui/sheet";
import { Switch } from "@/components/ui/switch";
import type { MicrophoneControl } from "./use-microphone";

/** The round buttons, at the thumb. */
export function CallControls({
  muted,
  onMute,
  mic,
  captionsOn,
  onCaptions,
  onLeave,
}: {
  muted: boolean;
  onMute(muted: boolean): void;
  mic: MicrophoneControl;
  captionsOn: boolean;
  onCaptions(on: boolean): void;
  onLeave(): void;
}) {
  const [choosing, setChoosing] = useState(false);
  return (
    <>
      <div className="sticky bottom-0 -mx-4 flex items-start justify-center bg-canvas px-3 pt-4 pb-2 sm:mx-0 sm:gap-4 sm:bg-surface sm:pb-8">
        <RoundButton
          label={muted ? "Unmute" : "Mute"}
          icon={muted ? <MicOff size={22} /> : <Mic size={22} />}
          tone={muted ? "on" : "plain"}
          onClick={() => onMute(!muted)}
        />
        <RoundButton
          label="Microphone"
          icon={<Settings2 size={22} />}
          aria-haspopup="dialog"
          onClick={() => setChoosing(true)}
        />
        <RoundButton
          label="Captions"
          icon={<CaptionsIcon size={22} />}
          tone={captionsOn ? "on" : "plain"}
          role="switch"
          aria-checked={captionsOn}
          onClick={() => onCaptions(!captionsOn)}
        />
        <RoundButton
          label="Leave call"
          icon={<PhoneOff size={22} />}
          tone="danger"
          onClick={onLeave}
        />
      </div>
      <Sheet open={choosing} onClose={() => setChoosing(false)} title="Microphone">
        <SelectField
          label="Use this microphone"
          options={mic.devices}
          value={mic.deviceId}
          error={mic.switchTrouble}
          onChange={(event) => mic.select(event.target.value)}
        />
        {choosing && <LevelMeter level={mic.level} />}
        <Switch
          label="Reduce noise and echo"
          checked={mic.processing}
          onChange={mic.setProcessing}
        />
      </Sheet>
    </>
  );
}
