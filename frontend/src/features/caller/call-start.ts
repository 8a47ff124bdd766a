import { callerApi } from "@/lib/api/caller-client";
import { newIdempotencyKey } from "@/lib/api/idempotency-key";
import type { CallStarted } from "@/lib/api/types";
import { connectionOf } from "./find-call";

/** One call to start, in as many attempts as it takes. One whose answer was lost starts no second. */
export class CallStart {
  private key = newIdempotencyKey();
  private tried = false;

  constructor(
    private readonly name: string,
    private readonly topic: string,
  ) {}

  async attempt(): Promise<CallStarted> {
    const again = this.tried;
    this.tried = true;
    const started = await callerApi.start(this.name, this.topic, this.key);
    if (!again) return started;
    // It may be the answer to an earlier attempt, with a token that is too old by now.
    const connection = await connectionOf(started.call.id);
    if (connection) return { ...started, connection };
    // Nobody came into that call, so it has ended.
    this.key = newIdempotencyKey();
    this.tried = false;
    return this.attempt();
  }
}
