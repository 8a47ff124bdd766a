export { CallRoom } from "./call-room";
export { loadLiveKit, warmUp } from "./livekit";
export { Microphone, MicrophoneError, type MicrophoneSnapshot } from "./microphone";
export * from "./types";
