import { errorText } from "@/lib/api/errors";
import { Store } from "@/lib/store";

/** What the server takes at once. */
const AT_ONCE = 20;

export type SendDigits = (participantId: string, digits: string) => Promise<void>;

export interface Sending {
  /** Pressed, and not known to be sent. */
  pending: string;
  /** What was not sent and why, or null. */
  problem: string | null;
}

const RESTING: Sending = { pending: "", problem: null };

/**
 * Sends the keys for one phone in the order in which they are pressed, those that come while others
 * are under way together. After a failure none follows: the rest of a code alone means something else.
 */
export class DigitSender {
  readonly state = new Store<Sending>(RESTING);
  private busy = false;

  constructor(
    private readonly send: (digits: string) => Promise<void>,
    private readonly onSent: (digits: string) => void,
  ) {}

  press(digit: string): void {
    const { pending } = this.state.get();
    this.state.set({ pending: pending + digit, problem: null });
    if (!this.busy) void this.run();
  }

  private async run(): Promise<void> {
    this.busy = true;
    for (let next = this.next(); next !== ""; next = this.next()) {
      try {
        await this.send(next);
      } catch (error) {
        const { pending } = this.state.get();
        this.state.set({ pending: "", problem: `Not sent: ${pending}. ${errorText(error)}` });
        break;
      }
      this.onSent(next);
      const { pending, problem } = this.state.get();
      this.state.set({ pending: pending.slice(next.length), problem });
    }
    this.busy = false;
  }

  private next(): string {
    return this.state.get().pending.slice(0, AT_ONCE);
  }
}
