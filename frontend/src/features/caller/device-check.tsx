import { Mic } from "lucide-react";
import { useEffect } from "react";
import { Button } from "@/components/ui/button";
import { SelectField } from "@/components/ui/field";
import { LevelMeter } from "@/components/ui/level-meter";
import { microphoneAllowed } from "@/lib/microphone-permission";
import { useHeard } from "./use-heard";
import type { MicrophoneControl } from "./use-microphone";

/** Lets people see that they will be heard, before anybody has to ask them. */
export function DeviceCheck({ mic }: { mic: MicrophoneControl }) {
  const { state, open } = mic;
  const choosing = state === "opening" && mic.deviceId !== "";

  useEffect(() => {
    if (state === "closed") void microphoneAllowed().then((allowed) => allowed && open());
  }, [state, open]);

  if (state !== "open" && !choosing) {
    return (
      <div className="flex flex-col gap-1.5">
        <Button size="lg" pending={state === "opening"} onClick={open}>
          <Mic aria-hidden size={18} />
          {state === "opening" ? "Waiting for the microphone…" : "Check your microphone"}
        </Button>
        <p className="text-muted text-sm">Your browser will ask whether it may be used.</p>
      </div>
    );
  }
  return (
    <div className="flex flex-col gap-3">
      <SelectField
        label="Microphone"
        options={mic.devices}
        value={mic.deviceId}
        error={mic.switchTrouble}
        onChange={(event) => mic.select(event.target.value)}
      />
      <LevelMeter level={mic.level} />
      <HeardHint level={mic.level} deviceId={mic.deviceId} />
    </div>
  );
}

function HeardHint({ level, deviceId }: { level: () => number; deviceId: string }) {
  const heard = useHeard(level, deviceId);
  return (
    <p aria-live="polite" className="text-muted text-sm">
      {heard === "yes" && <span className="text-live">We can hear you.</span>}
      {heard === "unsure" && "Say something: the bar moves when you are heard."}
      {heard === "no" &&
        "We hear nothing. Choose another microphone, or check that yours is not switched off."}
    </p>
  );
}
