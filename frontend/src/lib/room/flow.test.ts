import { describe, expect, it } from "vitest";
import { FlowMeter, type RemoteAudio } from "./flow";

/** A remote microphone whose packets and sound the test decides on. */
function microphone(identity: string) {
  const state = { rtpTimestamp: null as number | null, sounds: false, muted: false };
  const remote: RemoteAudio = {
    identity,
    trackId: `TR_${identity}`,
    get muted() {
      return state.muted;
    },
    played: () => (state.rtpTimestamp === null ? [] : [{ rtpTimestamp: state.rtpTimestamp }]),
    sounds: () => state.sounds,
  };
  return { state, remote };
}

describe("FlowMeter", () => {
  it("does not count a track that is subscribed to and silent", () => {
    const { remote } = microphone("bea");
    const meter = new FlowMeter();
    expect(meter.flowing([remote], 0)).toEqual([]);
    expect(meter.steady([remote], 60_000)).toEqual([]);
  });

  it("counts it from its first packet that was played", () => {
    const { remote, state } = microphone("bea");
    state.rtpTimestamp = 960;
    expect(new FlowMeter().flowing([remote], 0)).toEqual(["bea"]);
  });

  it("bears the pauses of discontinuous transmission, and no longer ones", () => {
    const { remote, state } = microphone("bea");
    const meter = new FlowMeter();
    state.rtpTimestamp = 960;
    meter.flowing([remote], 0);
    expect(meter.flowing([remote], 1200)).toEqual(["bea"]);
    expect(meter.flowing([remote], 1400)).toEqual([]);
    state.rtpTimestamp = 1920;
    expect(meter.flowing([remote], 1500)).toEqual(["bea"]);
  });

  it("is not steady before the sound reaches the mixer", () => {
    const { remote, state } = microphone("bea");
    const meter = new FlowMeter();
    state.rtpTimestamp = 960;
    expect(meter.steady([remote], 0)).toEqual([]);
    state.sounds = true;
    expect(meter.steady([remote], 20)).toEqual(["bea"]);
  });

  it("takes a microphone that sends perfect silence for steady after a while", () => {
    const { remote, state } = microphone("bea");
    const meter = new FlowMeter();
    for (let ms = 0; ms < 250; ms += 20) {
      state.rtpTimestamp = 960 + ms * 48;
      expect(meter.steady([remote], ms)).toEqual([]);
    }
    state.rtpTimestamp = 960 + 260 * 48;
    expect(meter.steady([remote], 260)).toEqual(["bea"]);
  });

  it("counts a muted microphone, of which nothing is missing", () => {
    const { remote, state } = microphone("bea");
    state.muted = true;
    expect(new FlowMeter().steady([remote], 0)).toEqual(["bea"]);
  });

  it("names everybody once, however many tracks they have", () => {
    const [one, two] = [microphone("bea"), microphone("bea")];
    one.state.muted = two.state.muted = true;
    expect(new FlowMeter().flowing([one.remote, two.remote], 0)).toEqual(["bea"]);
  });

  it("starts anew with a track that went and came back", () => {
    const { remote, state } = microphone("bea");
    const meter = new FlowMeter();
    state.rtpTimestamp = 960;
    meter.steady([remote], 0);
    meter.steady([], 300);
    expect(meter.steady([remote], 600)).toEqual([]);
  });
});
