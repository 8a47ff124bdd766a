import { Store } from "@/lib/store";

/** What a person set for the sounds of this page; call audio is not affected. */
export interface SoundSettings {
  muted: boolean;
  /** 0 to 1. */
  volume: number;
  musicOff: boolean;
  /** 0 to 1. */
  musicVolume: number;
}

const KEY = "wt.sound";
const DEFAULTS: SoundSettings = { muted: false, volume: 0.6, musicOff: false, musicVolume: 0.4 };

export function parseSoundSettings(text: string | null): SoundSettings {
  try {
    const stored = JSON.parse(text ?? "{}") as Partial<Record<keyof SoundSettings, unknown>>;
    return {
      muted: stored.muted === true,
      volume: level(stored.volume, DEFAULTS.volume),
      musicOff: stored.musicOff === true,
      musicVolume: level(stored.musicVolume, DEFAULTS.musicVolume),
    };
  } catch {
    return DEFAULTS;
  }
}

function level(value: unknown, otherwise: number): number {
  return typeof value === "number" && value >= 0 && value <= 1 ? value : otherwise;
}

const store = new Store<SoundSettings>(DEFAULTS);
let loaded = false;

/** The settings of this browser; read from storage when first asked for in a browser. */
export const soundSettings = {
  get: (): SoundSettings => {
    if (!loaded && typeof localStorage !== "undefined") {
      loaded = true;
      try {
        store.set(parseSoundSettings(localStorage.getItem(KEY)));
      } catch {
        // Storage is blocked: the defaults hold.
      }
    }
    return store.get();
  },
  subscribe: store.subscribe,
  update: (change: Partial<SoundSettings>): void => {
    store.set({ ...soundSettings.get(), ...change });
    try {
      localStorage.setItem(KEY, JSON.stringify(store.get()));
    } catch {
      // Storage is blocked: the choice holds until the page is left.
    }
  },
};
