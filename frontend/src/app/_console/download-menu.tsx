import { ChevronDown, Download } from "lucide-react";
import { useState } from "react";
import { Menu } from "@/components/ui/menu";
import type { TranscriptFormat } from "@/lib/api/client";
import { errorText } from "@/lib/api/errors";
import { saveFile } from "@/lib/save-file";
import { useSeat } from "@/lib/session/seat";

const FORMATS: { format: TranscriptFormat; label: string }[] = [
  { format: "txt", label: "Plain text" },
  { format: "vtt", label: "Captions (WebVTT)" },
  { format: "srt", label: "Captions (SRT)" },
];

/** Gives the transcript of a call as a file. */
export function DownloadMenu({ callId }: { callId: string }) {
  const { api } = useSeat();
  const [problem, setProblem] = useState<string | null>(null);

  const download = async (format: TranscriptFormat) => {
    setProblem(null);
    try {
      saveFile(`transcript.${format}`, await api.calls.transcriptAs(callId, format));
    } catch (error) {
      setProblem(errorText(error));
    }
  };

  return (
    <div className="flex flex-wrap items-center gap-2">
      <Menu
        align="start"
        className="border border-line-strong/60"
        button={
          <>
            <Download aria-hidden className="size-4" />
            Download transcript
            <ChevronDown aria-hidden className="size-4 text-muted" />
          </>
        }
        actions={FORMATS.map(({ format, label }) => ({
          label,
          onSelect: () => void download(format),
        }))}
      />
      {problem && (
        <p role="alert" className="text-danger-text text-sm">
          {problem}
        </p>
      )}
    </div>
  );
}
