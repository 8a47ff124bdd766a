import type { PreparedConnection } from "./types";

/**
 * How long after an offer its destination is entered. By then more of the sound in use is held
 * back, so that making a connection does not break it, and the page has shown what is new.
 */
export const ENTER_AFTER_MS = 600;

/** What is prepared: a connection that has to be made, and let go of when it is not needed. */
export interface Preparable {
  connect(): Promise<void>;
}

/**
 * A transfer's destination, entered while its target is still being asked, so that the move has to
 * wait for the target alone. Not heard, and nothing depends on it: what cannot be prepared is
 * entered when the move begins.
 */
export class Preparation<D extends Preparable> {
  private held: { connection: PreparedConnection; destination: D | null } | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly open: (connection: PreparedConnection) => D,
    private readonly close: (destination: D) => void,
  ) {}

  begin(connection: PreparedConnection): void {
    if (this.has(connection.transfer_id)) return;
    this.drop();
    this.held = { connection, destination: null };
    this.timer = setTimeout(() => this.enter(connection), ENTER_AFTER_MS);
  }

  has(transferId: string): boolean {
    return this.held?.connection.transfer_id === transferId;
  }

  /** Hands over what is prepared in this room; null when there is nothing, or not yet. */
  take(roomName: string): D | null {
    if (this.held?.connection.room_name !== roomName) return null;
    return this.letGo();
  }

  /** It was lost by itself. False when it is none of ours. */
  lost(destination: D): boolean {
    if (this.held?.destination !== destination) return false;
    this.held = null;
    return true;
  }

  /** Lets go of what is prepared, for this transfer or for any. */
  drop(transferId?: string): void {
    if (transferId !== undefined && !this.has(transferId)) return;
    const destination = this.letGo();
    if (destination) this.close(destination);
  }

  private enter(connection: PreparedConnection): void {
    const destination = this.open(connection);
    this.held = { connection, destination };
    destination.connect().catch(() => {
      if (this.held?.destination === destination) this.drop();
    });
  }

  private letGo(): D | null {
    clearTimeout(this.timer);
    const destination = this.held?.destination ?? null;
    this.held = null;
    return destination;
  }
}
