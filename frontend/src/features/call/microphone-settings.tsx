import { useCallback, useEffect, useState, useSyncExternalStore } from "react";
import { SelectField } from "@/components/ui/field";
import { LevelMeter } from "@/components/ui/level-meter";
import { Switch } from "@/components/ui/switch";
import type { Microphone, MicrophoneSnapshot } from "@/lib/room";
import { readMicSettings } from "@/lib/room/mic-settings";
import { switchTrouble } from "@/lib/switch-trouble";

interface Props {
  inCall: Microphone | null;
  /** Why it cannot be chosen here, or null. */
  blocked: string | null;
}

/** Which microphone is used and how; while in a call the change is heard at once. */
export function MicrophoneSettings({ inCall, blocked }: Props) {
  const mic = useMicrophone(inCall);
  if (blocked) return <p className="text-muted text-sm">{blocked}</p>;
  if (!mic) return null;
  return <Settings mic={mic} />;
}

function Settings({ mic }: { mic: Microphone }) {
  const snapshot = useSyncExternalStore<MicrophoneSnapshot>(mic.subscribe, mic.getSnapshot);
  const devices = useDevices(mic, snapshot);
  const level = useCallback(() => mic.level(), [mic]);
  const ignore = () => undefined; // the snapshot has the error
  return (
    <section className="space-y-3">
      <SelectField
        label="Microphone"
        options={[{ value: "", label: "The system's choice" }, ...devices]}
        value={snapshot.deviceId ?? readMicSettings().deviceId ?? ""}
        onChange={(event) => void mic.select(event.target.value).catch(ignore)}
        error={switchTrouble(snapshot.switchError)}
        hint={
          snapshot.state === "open" ? undefined : "Its level shows here while you are in a call."
        }
      />
      {snapshot.state === "open" && <LevelMeter level={level} />}
      <Switch
        label="Remove echo and background noise"
        checked={snapshot.processing}
        onChange={(on) => void mic.setProcessing(on).catch(ignore)}
      />
    </section>
  );
}

/** The call's microphone, or one to make settings with. */
function useMicrophone(inCall: Microphone | null): Microphone | null {
  const [own, setOwn] = useState<Microphone | null>(null);
  useEffect(() => {
    if (inCall) return;
    let gone = false;
    void import("@/lib/room/microphone").then((code) => {
      if (!gone) setOwn(new code.Microphone());
    });
    return () => {
      gone = true;
    };
  }, [inCall]);
  return inCall ?? own;
}

function useDevices(mic: Microphone, snapshot: MicrophoneSnapshot) {
  const [devices, setDevices] = useState<MediaDeviceInfo[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: names come with the first opening
  useEffect(() => {
    const look = () => void mic.devices().then(setDevices);
    look();
    navigator.mediaDevices?.addEventListener("devicechange", look);
    return () => navigator.mediaDevices?.removeEventListener("devicechange", look);
  }, [mic, snapshot.state]);
  return devices
    .filter((device) => device.deviceId && device.deviceId !== "default")
    .map((device, index) => ({
      value: device.deviceId,
      label: device.label || `Microphone ${index + 1}`,
    }));
}
