/** The user's choices, kept in the browser. Storage can be forbidden; the choice then lasts a page. */
const PROCESSING_KEY = "wt.voiceProcessing";
const DEVICE_KEY = "wt.microphone";

export interface MicSettings {
  deviceId: string | null;
  /** Echo cancellation, noise suppression and gain control, together. */
  processing: boolean;
}

export function readMicSettings(): MicSettings {
  try {
    return {
      deviceId: localStorage.getItem(DEVICE_KEY),
      processing: localStorage.getItem(PROCESSING_KEY) !== "off",
    };
  } catch {
    return { deviceId: null, processing: true };
  }
}

export function writeMicSettings(settings: MicSettings): void {
  try {
    localStorage.setItem(PROCESSING_KEY, settings.processing ? "on" : "off");
    if (settings.deviceId) localStorage.setItem(DEVICE_KEY, settings.deviceId);
    else localStorage.removeItem(DEVICE_KEY);
  } catch {
    // nothing to keep it in
  }
}
