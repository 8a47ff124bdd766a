import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Microphone } from "./microphone";

vi.mock("./level-meter", () => ({
  LevelMeter: class {
    close() {}
    level() {
      return 0;
    }
  },
}));

class Track extends EventTarget {
  readyState: "live" | "ended" = "live";
  constructor(readonly deviceId: string) {
    super();
  }
  getSettings() {
    return { deviceId: this.deviceId };
  }
  stop() {
    this.readyState = "ended";
  }
}

const getUserMedia = vi.fn();

function gives(deviceId: string): void {
  getUserMedia.mockResolvedValueOnce({ getAudioTracks: () => [new Track(deviceId)] });
}

function refuses(name: string): void {
  getUserMedia.mockRejectedValueOnce(new DOMException("", name));
}

beforeEach(() => {
  localStorage.clear();
  getUserMedia.mockReset();
  vi.stubGlobal("navigator", {
    mediaDevices: {
      getUserMedia,
      addEventListener: () => undefined,
      removeEventListener: () => undefined,
    },
  });
});

afterEach(() => vi.unstubAllGlobals());

async function opened(): Promise<Microphone> {
  const mic = new Microphone();
  gives("desk");
  await mic.open();
  return mic;
}

it("goes on with what it has when another one cannot be opened, and tells that apart", async () => {
  const mic = await opened();
  refuses("NotReadableError");
  await expect(mic.select("headset")).rejects.toMatchObject({ reason: "in_use" });
  expect(mic.track?.readyState).toBe("live");
  expect(mic.getSnapshot()).toMatchObject({
    state: "open",
    deviceId: "desk",
    error: null,
    switchError: "in_use",
  });
  gives("headset");
  await mic.select("headset");
  expect(mic.getSnapshot()).toMatchObject({ deviceId: "headset", switchError: null });
});

it("keeps the processing that is heard when it cannot be changed", async () => {
  const mic = await opened();
  refuses("NotReadableError");
  await expect(mic.setProcessing(false)).rejects.toThrow();
  expect(mic.getSnapshot()).toMatchObject({ processing: true, switchError: "in_use" });
});

it("has no microphone when there is none to go on with", async () => {
  const mic = new Microphone();
  refuses("NotAllowedError");
  await expect(mic.open()).rejects.toThrow();
  expect(mic.getSnapshot()).toMatchObject({ state: "failed", error: "denied", switchError: null });
});
