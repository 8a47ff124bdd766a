import { callerApi } from "@/lib/api/caller-client";
import { ApiError, errorText } from "@/lib/api/errors";
import { newIdempotencyKey } from "@/lib/api/idempotency-key";
import { keepTrying, waitFor } from "@/lib/api/keep-trying";
import type { CallConnection, CallerCallView, CallStarted } from "@/lib/api/types";
import { serverNow } from "@/lib/clock";
import { microphoneAllowed } from "@/lib/microphone-permission";
import { pause } from "@/lib/moves/pause";
import type { EndReason as RoomEnd } from "@/lib/room";
import { Microphone } from "@/lib/room/microphone";
import { Store } from "@/lib/store";
import { forgetCall, rememberCall, rememberedCall } from "./call-memory";
import { CallStart } from "./call-start";
import type { CallerState, EndReason } from "./caller-state";
import { type Caption, withPartial } from "./captions";
import { connectionOf, findCall } from "./find-call";
import { InCallLine } from "./in-call-line";
import { TabLock } from "./tab-lock";

const TRY_AGAIN_MS = 2000;
const LEAVE_TRIES = 5;

/** A caller's page from opening to the end of the call: which phase it is in, and what leads on. */
export class CallerSession {
  readonly state = new Store<CallerState>({ phase: "starting" });
  readonly captions = new Store<readonly Caption[]>([]);
  readonly mic = new Microphone();
  private readonly lock = new TabLock(() => this.onTakenOver());
  private line: InCallLine | null = null;
  private attempt: AbortController | null = null;
  /** Settled once it is known whether this browser is in a call. */
  private looking: Promise<void> = Promise.resolve();

  get stream() {
    return this.line?.stream ?? null;
  }

  /** Goes on with the call this browser is in, if there is one. */
  start(): Promise<void> {
    const remembered = rememberedCall();
    if (remembered === "no") this.state.set(BEFORE);
    else this.looking = this.lookForCall(remembered === "yes");
    return this.looking;
  }

  /** Starts a call. The microphone is asked for if it is not open yet. */
  async join(name: string, topic: string): Promise<void> {
    this.state.set({ phase: "before", joining: true, problem: null });
    await this.looking;
    if (this.state.get().phase !== "before") return; // there was one to go on with
    const attempt = this.newAttempt();
    this.state.set({ phase: "before", joining: true, problem: null });
    const ready = await this.openMicrophone();
    if (attempt.aborted) return;
    if (!ready) return this.state.set(BEFORE);
    if (!(await this.lock.acquire())) return this.state.set(ELSEWHERE);
    const [roomModule, started] = await Promise.all([
      keepTrying(() => import("@/lib/room"), attempt),
      this.startCall(name, topic, attempt),
    ]);
    if (roomModule && started && !attempt.aborted) {
      this.openLine(roomModule.CallRoom, started.call, started.connection);
    }
  }

  /** Gives up on a call that could not be started yet. */
  stopJoining(): void {
    this.newAttempt();
    this.lock.free();
    this.state.set(BEFORE);
  }

  /** After a reload, from a click: opens the microphone and goes on. */
  async comeBack(): Promise<void> {
    const state = this.state.get();
    if (state.phase !== "returning") return;
    this.state.set({ ...state, opening: true });
    await this.enter(state.call);
  }

  /** Takes the call over from the tab it is open in. */
  async continueHere(): Promise<void> {
    const attempt = this.newAttempt();
    this.state.set({ phase: "elsewhere", opening: true });
    await this.lock.acquire(true);
    const call = await keepTrying(findCall, attempt);
    if (attempt.aborted) return;
    if (call) await this.enter(call);
    else this.finish("ended", null);
  }

  async leave(): Promise<void> {
    const state = this.state.get();
    if (state.phase !== "in-call" && state.phase !== "returning") return;
    this.finish("left", state.call);
    const key = newIdempotencyKey();
    for (let tries = 0; tries < LEAVE_TRIES; tries += 1) {
      try {
        return await callerApi.leave(state.call.id, key);
      } catch (error) {
        if (!(error instanceof ApiError) || !error.retryable) return;
      }
      await pause(TRY_AGAIN_MS);
    }
  }

  callAgain(): void {
    this.state.set(BEFORE);
  }

  setMuted(muted: boolean): void {
    this.line?.setMuted(muted);
  }

  /** The page goes away. The call itself goes on, for a reload to come back to. */
  dispose(): void {
    this.newAttempt();
    this.closeLine();
    this.mic.close();
    this.lock.free();
  }

  private async lookForCall(remembered: boolean): Promise<void> {
    const attempt = this.newAttempt();
    if (remembered) this.state.set({ phase: "looking" });
    const call = await keepTrying(findCall, attempt);
    if (attempt.aborted) return;
    if (!call) {
      forgetCall();
      return this.state.set(BEFORE);
    }
    this.state.set({ phase: "looking" });
    if (!(await this.lock.acquire())) return this.state.set(ELSEWHERE);
    if (await microphoneAllowed()) await this.enter(call);
    else this.state.set({ phase: "returning", call, opening: false });
  }

  private async enter(call: CallerCallView): Promise<void> {
    const attempt = this.newAttempt();
    const [roomModule, connection] = await Promise.all([
      keepTrying(() => import("@/lib/room"), attempt),
      keepTrying(() => connectionOf(call.id), attempt),
      this.openMicrophone(),
    ]);
    if (attempt.aborted) return;
    if (roomModule && connection) this.openLine(roomModule.CallRoom, call, connection);
    else this.finish("ended", call);
  }

  private openLine(
    RoomClass: ConstructorParameters<typeof InCallLine>[0],
    call: CallerCallView,
    { current }: CallConnection,
  ): void {
    this.captions.set([]);
    this.closeLine();
    const line = new InCallLine(RoomClass, this.mic, call.id, {
      onCall: (news) => this.onCall(news),
      onPartial: (partial) => this.captions.set(withPartial(this.captions.get(), partial)),
      onRoomEnded: (reason) => this.onRoomEnded(reason),
    });
    this.line = line;
    this.state.set({ phase: "in-call", call, room: line.room, identity: current.identity });
    line.open(call, current);
  }

  private onCall(call: CallerCallView): void {
    const state = this.state.get();
    if (state.phase !== "in-call") return;
    if (call.status === "ended") this.finish("ended", call);
    else this.state.set({ ...state, call });
  }

  private onRoomEnded(reason: RoomEnd): void {
    const state = this.state.get();
    if (state.phase !== "in-call") return;
    if (reason === "duplicate") this.onTakenOver();
    else this.finish(reason === "gave_up" ? "lost" : "ended", state.call);
  }

  private onTakenOver(): void {
    this.closeLine();
    this.lock.free();
    this.state.set(ELSEWHERE);
  }

  private finish(reason: EndReason, call: CallerCallView | null): void {
    this.newAttempt();
    this.closeLine();
    this.mic.close();
    this.lock.free();
    if (reason !== "lost") forgetCall();
    this.state.set({ phase: "ended", reason, durationS: call ? durationOf(call) : null });
  }

  private closeLine(): void {
    this.line?.close();
    this.line = null;
  }

  /** Whether it is open; if not, its snapshot says why. */
  private async openMicrophone(): Promise<boolean> {
    if (this.mic.getSnapshot().state === "open") return true;
    return this.mic.open().then(
      () => true,
      () => false,
    );
  }

  private async startCall(
    name: string,
    topic: string,
    attempt: AbortSignal,
  ): Promise<CallStarted | null> {
    rememberCall();
    const start = new CallStart(name, topic);
    while (!attempt.aborted) {
      try {
        return await start.attempt();
      } catch (error) {
        if (attempt.aborted) return null;
        const retrying = error instanceof ApiError && error.retryable;
        const problem = { text: errorText(error), retrying };
        this.state.set({ phase: "before", joining: retrying, problem });
        if (!retrying) {
          forgetCall();
          this.lock.free();
          return null;
        }
        await pause(waitFor(error), attempt);
      }
    }
    return null;
  }

  private newAttempt(): AbortSignal {
    this.attempt?.abort();
    this.attempt = new AbortController();
    return this.attempt.signal;
  }
}

const BEFORE: CallerState = { phase: "before", joining: false, problem: null };
const ELSEWHERE: CallerState = { phase: "elsewhere", opening: false };

function durationOf(call: CallerCallView): number | null {
  if (!call.answered_at) return null;
  const end = call.ended_at ? Date.parse(call.ended_at) : serverNow();
  return Math.max(0, (end - Date.parse(call.answered_at)) / 1000);
}
