import type { MicSettings } from "./mic-settings";
import type { MicError } from "./types";

type MicFailure = NonNullable<MicError>;

export class MicrophoneError extends Error {
  override readonly name = "MicrophoneError";

  constructor(
    readonly reason: MicFailure,
    options?: ErrorOptions,
  ) {
    super(`the microphone could not be opened: ${reason}`, options);
  }
}

/** Names of DOMException: https://www.w3.org/TR/mediacapture-streams/#dom-mediadevices-getusermedia */
const REASONS: Readonly<Record<string, MicFailure>> = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "not_found",
  OverconstrainedError: "not_found",
  NotReadableError: "in_use",
  AbortError: "in_use",
};

/**
 * Opens the chosen microphone, or the system's when the chosen one is not plugged in.
 *
 * @throws MicrophoneError
 */
export async function capture(settings: MicSettings): Promise<MediaStreamTrack> {
  try {
    return await openDevice(settings);
  } catch (error) {
    if (error instanceof MicrophoneError && error.reason === "not_found" && settings.deviceId) {
      return openDevice({ ...settings, deviceId: null });
    }
    throw error;
  }
}

async function openDevice({ deviceId, processing }: MicSettings): Promise<MediaStreamTrack> {
  // Browsers offer microphones to https: and localhost only.
  if (!navigator.mediaDevices?.getUserMedia) throw new MicrophoneError("unavailable");
  try {
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: {
        ...(deviceId ? { deviceId: { exact: deviceId } } : {}),
        channelCount: 1,
        echoCancellation: processing,
        noiseSuppression: processing,
        autoGainControl: processing,
      },
    });
    const track = stream.getAudioTracks()[0];
    if (!track) throw new MicrophoneError("not_found");
    return track;
  } catch (error) {
    if (error instanceof MicrophoneError) throw error;
    const name = error instanceof DOMException ? error.name : "";
    throw new MicrophoneError(REASONS[name] ?? "unavailable", { cause: error });
  }
}
