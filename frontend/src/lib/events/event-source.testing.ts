/** The browser's EventSource as a stream sees it, played by hand. */
export class ScriptedEventSource extends EventTarget {
  static readonly CLOSED = 2;
  static made: ScriptedEventSource[] = [];
  readyState = 0;
  onopen: (() => void) | null = null;
  onmessage: ((frame: MessageEvent) => void) | null = null;
  onerror: (() => void) | null = null;

  constructor(readonly url: string) {
    super();
    ScriptedEventSource.made.push(this);
  }

  static latest(): ScriptedEventSource {
    return ScriptedEventSource.made.at(-1) as ScriptedEventSource;
  }

  static notClosed(): ScriptedEventSource[] {
    return ScriptedEventSource.made.filter(({ readyState }) => readyState !== 2);
  }

  close() {
    this.readyState = ScriptedEventSource.CLOSED;
  }
  hello(id: number) {
    this.readyState = 1;
    this.onopen?.();
    this.greet("hello", id);
  }
  greet(type: "hello" | "reset", id: number) {
    const data = JSON.stringify({ last_event_id: id, server_time: new Date().toISOString() });
    this.dispatchEvent(new MessageEvent(type, { data, lastEventId: String(id) }));
  }
  event(id: number) {
    const data = JSON.stringify({ id });
    this.onmessage?.(new MessageEvent("message", { data, lastEventId: String(id) }));
  }
  ping() {
    this.dispatchEvent(new MessageEvent("ping", { data: "{}" }));
  }
  fail(forGood: boolean) {
    this.readyState = forGood ? ScriptedEventSource.CLOSED : 0;
    this.onerror?.();
  }
}
