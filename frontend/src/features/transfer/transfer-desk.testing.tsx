import { useState } from "react";
import type { AgentView, BriefingView, PhonesView, TransferCreate } from "@/lib/api/types";
import { emptyDraft } from "./draft";
import { TransferDialog } from "./transfer-dialog";

export const PHONES: PhonesView = {
  available: true,
  missing: [],
  number: "+12345556789",
  default_country: "US",
  allowed_countries: ["US", "GB"],
  caller_id: "own",
  organisation: "",
};

interface Props {
  live: BriefingView;
  onStart: (input: TransferCreate) => Promise<void>;
  agents?: AgentView[];
  inCall?: ReadonlySet<string>;
  blocked?: string | null;
  phones?: PhonesView | null;
}

/** Ana's dialog about Ines, with the draft that outlives it and a button that opens it again. */
export function TransferDesk({
  live,
  onStart,
  agents = [],
  inCall = new Set(),
  blocked = null,
  phones = PHONES,
}: Props) {
  const [open, setOpen] = useState(true);
  const [draft, setDraft] = useState(emptyDraft("c1"));
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        Open
      </button>
      <TransferDialog
        open={open}
        onClose={() => setOpen(false)}
        callerName="Ines"
        me="ana"
        agents={agents}
        inCall={inCall}
        phones={phones}
        live={live}
        draft={draft}
        onDraft={setDraft}
        blocked={blocked}
        onStart={onStart}
      />
    </>
  );
}
