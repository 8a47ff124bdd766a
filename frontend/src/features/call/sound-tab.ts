import { BrowserLock } from "@/lib/browser-lock";
import { Store } from "@/lib/store";

const KEY = "wt.sound";

/**
 * - `here`: this tab enters rooms
 * - `elsewhere`: another tab of this browser does, or the browser has not answered yet
 */
export type SoundPlace = "here" | "elsewhere";

/**
 * Sees to it that one tab of this browser has the sound of an agent's calls. The first tab gets it;
 * when that one is closed or crashes, the one that has waited longest.
 */
export class SoundTab {
  readonly place = new Store<SoundPlace>("elsewhere");
  private readonly lock: BrowserLock;

  constructor(readonly agentId: string) {
    this.lock = new BrowserLock(`wt.sound ${agentId}`, {
      onHeld: () => this.place.set("here"),
      onTakenOver: () => this.wait(),
    });
  }

  start(): void {
    addEventListener("pagehide", this.onPageHide);
    if (takeMemory() === this.agentId) void this.take();
    else this.wait();
  }

  /** Takes the sound from the tab that has it. Resolves once it is here. */
  async take(): Promise<void> {
    await this.lock.takeOver();
  }

  stop(): void {
    removeEventListener("pagehide", this.onPageHide);
    this.lock.free();
    this.place.set("elsewhere");
  }

  private wait(): void {
    this.place.set("elsewhere");
    void this.lock.whenFree();
  }

  /** For the case that this is a reload, during which a tab that waits gets the sound. */
  private readonly onPageHide = (): void => {
    if (this.place.get() === "here") keepMemory(this.agentId);
  };
}

function keepMemory(agentId: string): void {
  try {
    sessionStorage.setItem(KEY, agentId);
  } catch {
    // Storage is blocked: after a reload this tab is one of those that wait.
  }
}

/** Whose sound this tab had when its page went. Said once, so that a copy of this tab knows nothing. */
function takeMemory(): string | null {
  try {
    const agentId = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    return agentId;
  } catch {
    return null;
  }
}
