import { audioOutput } from "./audio-output";

/** Quieter than this, in decibels below full scale, is shown as silence. */
const FLOOR_DB = -60;

/** Measures how loud a track is, without playing it. */
export class LevelMeter {
  private readonly source: MediaStreamAudioSourceNode;
  private readonly analyser: AnalyserNode;
  private readonly samples: Float32Array<ArrayBuffer>;

  constructor(track: MediaStreamTrack) {
    const context = audioOutput.start();
    this.source = context.createMediaStreamSource(new MediaStream([track]));
    this.analyser = new AnalyserNode(context, { fftSize: 1024 }); // 21 ms at 48 kHz
    this.samples = new Float32Array(this.analyser.fftSize);
    this.source.connect(this.analyser);
  }

  /** 0 (silence) to 1 (full scale), logarithmic. */
  level(): number {
    this.analyser.getFloatTimeDomainData(this.samples);
    let sum = 0;
    for (const sample of this.samples) sum += sample * sample;
    return levelOf(Math.sqrt(sum / this.samples.length));
  }

  close(): void {
    this.source.disconnect();
  }
}

export function levelOf(rms: number): number {
  if (rms <= 0) return 0;
  const db = 20 * Math.log10(rms);
  return Math.min(1, Math.max(0, 1 - db / FLOOR_DB));
}
