import { audioOutput } from "./audio-output";

/**
 * Length of the switch from one room to another. Both rooms carry the same voices, so the two
 * gains add up to one (equal gain); 10 ms is short enough not to be heard as an echo.
 */
const CROSSFADE_S = 0.01;

/** Ramps are set this far ahead, so that the audio thread has not passed their start already. */
const LEAD_S = 0.02;

/** The window looked at to tell whether sound comes out of a track: 43 ms at 48 kHz. */
const WINDOW_SAMPLES = 2048;

interface Source {
  node: MediaStreamAudioSourceNode;
  analyser: AnalyserNode;
  element: HTMLAudioElement;
}

/** The sound of one room: every remote track, behind one gain. Silent until played. */
export class Channel {
  private readonly sources = new Map<string, Source>();
  private readonly gain: GainNode;
  private readonly window = new Float32Array(WINDOW_SAMPLES);

  constructor(
    private readonly context: AudioContext,
    master: AudioNode,
  ) {
    this.gain = new GainNode(context, { gain: 0 });
    this.gain.connect(master);
  }

  add(trackId: string, track: MediaStreamTrack): void {
    this.remove(trackId);
    const stream = new MediaStream([track]);
    // Chromium decodes a remote track for Web Audio only while a media element plays it too.
    const element = new Audio();
    element.muted = true;
    element.srcObject = stream;
    void element.play().catch(() => undefined); // rejected when removed before it began
    const node = this.context.createMediaStreamSource(stream);
    const analyser = new AnalyserNode(this.context, { fftSize: WINDOW_SAMPLES });
    node.connect(analyser);
    node.connect(this.gain);
    this.sources.set(trackId, { node, analyser, element });
  }

  /**
   * Whether the track's samples come out here without a break. Between being decoded and this, a
   * new track takes up to 100 ms to fill the browser's buffers. Perfect silence counts as nothing.
   */
  sounds(trackId: string): boolean {
    const source = this.sources.get(trackId);
    if (!source) return false;
    source.analyser.getFloatTimeDomainData(this.window);
    return this.window.every((sample, i) => i === 0 || sample !== 0 || this.window[i - 1] !== 0);
  }

  remove(trackId: string): void {
    const source = this.sources.get(trackId);
    if (!source) return;
    this.sources.delete(trackId);
    source.node.disconnect();
    source.analyser.disconnect();
    source.element.pause();
    source.element.srcObject = null;
  }

  fadeTo(level: 0 | 1): void {
    const start = this.context.currentTime + LEAD_S;
    const param = this.gain.gain;
    param.cancelScheduledValues(start);
    param.setValueAtTime(param.value, start);
    param.linearRampToValueAtTime(level, start + CROSSFADE_S);
  }

  close(): void {
    for (const trackId of [...this.sources.keys()]) this.remove(trackId);
    this.gain.disconnect();
  }
}

/** Everything a page hears, through one AudioContext; of several rooms one is audible. */
export class Playback {
  private readonly context = audioOutput.start();
  private readonly master = new GainNode(this.context);
  private readonly channels = new Set<Channel>();

  constructor() {
    this.master.connect(this.context.destination);
  }

  open(): Channel {
    const channel = new Channel(this.context, this.master);
    this.channels.add(channel);
    return channel;
  }

  /** Makes `channel` the audible one, in one crossfade. */
  play(channel: Channel): void {
    for (const other of this.channels) other.fadeTo(other === channel ? 1 : 0);
  }

  close(channel: Channel): void {
    if (this.channels.delete(channel)) channel.close();
  }

  dispose(): void {
    for (const channel of [...this.channels]) this.close(channel);
    this.master.disconnect();
  }
}
