import { useCallback, useEffect, useState, useSyncExternalStore } from "react";
import type { SelectOption } from "@/components/ui/field";
import type { Microphone, MicrophoneSnapshot } from "@/lib/room/microphone";
import { switchTrouble } from "@/lib/switch-trouble";

export interface MicrophoneControl {
  state: MicrophoneSnapshot["state"];
  error: MicrophoneSnapshot["error"];
  /** Why the last choice has no effect, to be said beside it. */
  switchTrouble: string | undefined;
  deviceId: string;
  devices: readonly SelectOption[];
  processing: boolean;
  /** Asks for it; what went wrong is in `error`. */
  open(): void;
  select(id: string): void;
  setProcessing(on: boolean): void;
  level(): number;
}

/** The microphone for a page: what it is doing, and which there are to choose from. */
export function useMicrophone(mic: Microphone): MicrophoneControl {
  const snapshot = useSyncExternalStore(mic.subscribe, mic.getSnapshot, mic.getSnapshot);
  const [devices, setDevices] = useState<readonly SelectOption[]>([]);
  const { state } = snapshot;

  useEffect(() => {
    if (state !== "open") return;
    const list = () => void mic.devices().then((found) => setDevices(found.map(toOption)));
    list();
    navigator.mediaDevices.addEventListener("devicechange", list);
    return () => navigator.mediaDevices.removeEventListener("devicechange", list);
  }, [mic, state]);

  return {
    state,
    error: snapshot.error,
    switchTrouble: switchTrouble(snapshot.switchError),
    deviceId: snapshot.deviceId ?? "",
    devices,
    processing: snapshot.processing,
    open: useCallback(() => void mic.open().catch(ignore), [mic]),
    select: useCallback((id: string) => void mic.select(id).catch(ignore), [mic]),
    setProcessing: useCallback((on: boolean) => void mic.setProcessing(on).catch(ignore), [mic]),
    level: useCallback(() => mic.level(), [mic]),
  };
}

/** What fails is told by the next snapshot. */
function ignore(): void {}

function toOption(device: MediaDeviceInfo, index: number): SelectOption {
  return { value: device.deviceId, label: device.label || `Microphone ${index + 1}` };
}
