import type { DestinationConnection } from "./types";

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
  private held: { transferId: string; roomName: string; destination: D } | null = null;

  constructor(
    private readonly open: (connection: DestinationConnection) => D,
    private readonly close: (destination: D) => void,
  ) {}

  begin(connection: DestinationConnection): void {
    if (this.held?.transferId === connection.transfer_id) return;
    this.drop();
    const destination = this.open(connection);
    this.held = {
      transferId: connection.transfer_id,
      roomName: connection.room_name,
      destination,
    };
    destination.connect().catch(() => {
      if (this.held?.destination === destination) this.drop();
    });
  }

  has(transferId: string): boolean {
    return this.held?.transferId === transferId;
  }

  /** Hands over what is prepared in this room. */
  take(roomName: string): D | null {
    if (this.held?.roomName !== roomName) return null;
    const { destination } = this.held;
    this.held = null;
    return destination;
  }

  /** It was lost by itself. False when it is none of ours. */
  lost(destination: D): boolean {
    if (this.held?.destination !== destination) return false;
    this.held = null;
    return true;
  }

  /** Lets go of what is prepared, for this transfer or for any. */
  drop(transferId?: string): void {
    if (!this.held || (transferId !== undefined && this.held.transferId !== transferId)) return;
    const { destination } = this.held;
    this.held = null;
    this.close(destination);
  }
}
