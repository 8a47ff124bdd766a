/** A page with nothing but an event stream, which keeps what reaches it for tests to look at. */
import { shareAmongTabs } from "@/lib/events/shared-source";
import { EventStream } from "@/lib/events/stream";

const ids: number[] = [];
const seen = { ids, loads: 0 };

function listen(url: string): void {
  const stream = new EventStream<{ id: number }>({
    url,
    via: shareAmongTabs,
    onEvent: ({ id }) => ids.push(id),
    onFresh: () => {
      seen.loads += 1;
    },
  });
  stream.start();
  Object.assign(globalThis, { stream });
}

Object.assign(globalThis, { listen, seen });
