import { type Api, createApi, isSignedOut } from "@/lib/api/client";
import { ApiError, errorText } from "@/lib/api/errors";
import type { AgentView, Session } from "@/lib/api/types";
import { Store } from "@/lib/store";
import { tabChannel } from "@/lib/tab-channel";
import { takeLinkToken } from "./link-token";

export type SessionState =
  | { status: "loading" }
  /** The server does not answer; it is asked again until it does. */
  | { status: "unreachable" }
  /** `notice` says why, when it is not simply that nobody signed in yet. */
  | { status: "signed-out"; notice: string | null }
  | { status: "signed-in"; agent: AgentView };

const RETRY_MS = 2000;

/** Who is signed in at one seat of this browser. */
export class AgentSession {
  readonly api: Api;
  readonly state = new Store<SessionState>({ status: "loading" });
  private timer: ReturnType<typeof setTimeout> | undefined;
  private started = false;
  /** To the other tabs of this seat: somebody has signed out here. */
  private tabs: BroadcastChannel | null = null;

  constructor(readonly seat: string) {
    this.api = createApi({ seat, onSession: this.onSession });
  }

  /** Signs in by the link in the address, if there is one, else by the cookie of an earlier visit. */
  start(): void {
    if (this.started) return;
    this.started = true;
    addEventListener("hashchange", this.onHashChange);
    this.tabs = tabChannel(`wt.session ${this.seat}`, this.onSignedOutElsewhere);
    const token = takeLinkToken(location, history);
    void (token ? this.signInWithLink(token) : this.resume());
  }

  stop(): void {
    this.started = false;
    clearTimeout(this.timer);
    removeEventListener("hashchange", this.onHashChange);
    this.tabs?.close();
    this.tabs = null;
  }

  /** Rejects with an ApiError when the password is wrong or there were too many tries. */
  async signIn(username: string, password: string): Promise<void> {
    await this.api.auth.signInWithPassword(username, password);
  }

  async signOut(): Promise<void> {
    await this.api.auth.signOut();
    this.tabs?.postMessage("signed-out");
  }

  private readonly onSession = (session: Session | null): void => {
    if (session) {
      this.state.set({ status: "signed-in", agent: session.agent });
      return;
    }
    const wasSignedIn = this.state.get().status === "signed-in";
    this.state.set({ status: "signed-out", notice: wasSignedIn ? "You are signed out." : null });
  };

  /** The server knows who is signed in here now: nobody, or who came next. */
  private readonly onSignedOutElsewhere = (): void => {
    if (this.state.get().status !== "signed-in") return;
    // Unreachable, it is asked again once it has ended the event stream, as it does after a sign-out.
    this.api.auth.refresh().catch(() => undefined);
  };

  private readonly onHashChange = (): void => {
    const token = takeLinkToken(location, history);
    if (token) void this.signInWithLink(token);
  };

  private async signInWithLink(token: string): Promise<void> {
    try {
      await this.api.auth.signInWithLink(token);
    } catch (error) {
      if (error instanceof ApiError && error.retryable && error.status !== 429) {
        this.retry(() => this.signInWithLink(token));
        return;
      }
      // A link opened a second time still leads to the session it started, if that goes on.
      await this.resume(errorText(error));
    }
  }

  private async resume(notice: string | null = null): Promise<void> {
    try {
      await this.api.auth.refresh();
    } catch (error) {
      if (isSignedOut(error)) this.state.set({ status: "signed-out", notice });
      else this.retry(() => this.resume(notice));
    }
  }

  private retry(work: () => Promise<void>): void {
    this.state.set({ status: "unreachable" });
    if (this.started) this.timer = setTimeout(() => void work(), RETRY_MS);
  }
}
