import { useState } from "react";
import { Banner } from "@/components/ui/banner";
import { MicrophoneSettings } from "@/features/call/microphone-settings";
import { NoCall } from "@/features/call/no-call";
import { ELSEWHERE } from "@/features/call/sound-elsewhere";
import { KeyboardHelp } from "@/features/desk/keyboard-help";
import { NotificationOffer } from "@/features/desk/notification-offer";
import { SettingsDialog } from "@/features/desk/settings-dialog";
import { TopBar } from "@/features/desk/top-bar";
import { SearchDialog } from "@/features/search/search-dialog";
import type { FoundSegment } from "@/lib/api/types";
import { useArrival } from "@/lib/arrival";
import { useShortcuts } from "@/lib/shortcuts/use-shortcuts";
import { CallView } from "./call-view";
import { DeskPanel } from "./desk-panel";
import { IncomingOffer } from "./incoming-offer";
import { IncomingRecall } from "./incoming-recall";
import { NoticeList } from "./notice-list";
import { PastCallDialog } from "./past-call-dialog";
import { useConsole } from "./use-console";
import { shownIn, ViewSwitch } from "./views";

/** The whole of an agent's page: queue on the left, call in the middle, what belongs to it on the right. */
export function Console() {
  const desk = useConsole();
  const { view, setView, actions, call, me, waiting } = desk;
  const [open, setOpen] = useState<"help" | "settings" | "search" | null>(null);
  const [past, setPast] = useState<FoundSegment | null>(null);
  const close = () => setOpen(null);
  const ringing = {
    me: me.id,
    calls: desk.calls ?? [],
    blocked: desk.serverBlocked,
    actions,
    say: desk.say,
  };
  useShortcuts(
    { call: false, offer: false },
    {
      help: () => setOpen((now) => now ?? "help"),
      search: () => setOpen((now) => now ?? "search"),
    },
  );
  const covered = open !== null || past !== null;
  useArrival(call?.id ?? "desk", covered || desk.offer !== null || desk.recall !== null);

  return (
    <div className="grid h-dvh grid-cols-[minmax(0,1fr)] grid-rows-[auto_auto_auto_minmax(0,1fr)_auto] overflow-hidden desk:grid-cols-[15rem_minmax(0,1fr)_17.5rem] xl:grid-cols-[18rem_minmax(0,1fr)_22rem]">
      <header className="row-start-1 desk:col-span-3">
        <h1 className="sr-only">Agent console</h1>
        <TopBar
          agent={me}
          onPresence={desk.setPresence}
          onSearch={() => setOpen("search")}
          onSettings={() => setOpen("settings")}
          onHelp={() => setOpen("help")}
          onSignOut={desk.signOut}
        />
      </header>
      {desk.lost && (
        <Banner
          urgent
          tone="wait"
          title="No connection to the server. Reconnecting"
          className="row-start-2 m-2 desk:col-span-3"
        >
          A call in progress goes on. What you see here may be out of date until the connection is
          back.
        </Banner>
      )}
      <div className="row-start-3 desk:hidden">
        <ViewSwitch view={view} onView={setView} waiting={waiting.length} inCall={call !== null} />
      </div>
      <main className="contents">
        <div
          className={`${shownIn(view, "waiting")} row-start-4 min-h-0 min-w-0 flex-col desk:row-end-6 desk:border-r`}
        >
          <DeskPanel
            waiting={waiting}
            agents={desk.agents}
            me={me.id}
            blocked={desk.joinBlocked}
            actions={actions}
          />
        </div>
        {call ? (
          <CallView key={call.id} desk={desk} call={call} covered={covered} />
        ) : (
          <div
            className={`${shownIn(view, "call", "briefing", "people")} row-start-4 min-h-0 min-w-0 flex-col bg-surface desk:col-span-2 desk:col-start-2 desk:row-end-6`}
          >
            <NoCall
              farewell={desk.farewell}
              waiting={waiting.length}
              presence={me.presence}
              onAvailable={() => void desk.setPresence("available")}
            >
              <NotificationOffer />
            </NoCall>
          </div>
        )}
      </main>
      {/* One at a time: the caller who waits alone first. */}
      <IncomingRecall recall={desk.recall} {...ringing} />
      <IncomingOffer offer={desk.recall ? null : desk.offer} {...ringing} />
      <KeyboardHelp open={open === "help"} onClose={close} />
      <SearchDialog
        open={open === "search"}
        onClose={close}
        onOpen={(found) => {
          close();
          if (found.segment.call_id === call?.id) desk.showSegment(found.segment.id);
          else setPast(found);
        }}
      />
      {past && (
        <PastCallDialog
          callId={past.segment.call_id}
          callerName={past.caller_name}
          segmentId={past.segment.id}
          onClose={() => setPast(null)}
        />
      )}
      <SettingsDialog open={open === "settings"} onClose={close}>
        <MicrophoneSettings
          inCall={desk.audioState.status === "in" ? desk.audioState.mic : null}
          blocked={desk.elsewhere && `${ELSEWHERE[desk.elsewhere]}. Choose the microphone there.`}
        />
      </SettingsDialog>
      <NoticeList notices={desk.notices} onDismiss={desk.dismiss} />
    </div>
  );
}
