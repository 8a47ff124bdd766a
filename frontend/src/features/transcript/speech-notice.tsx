/** Says, without interrupting, who transcribes while the usual service fails. */
export function SpeechNotice({ notice }: { notice: string | null }) {
  return (
    <p role="status" className="px-4 text-muted text-sm not-empty:pt-3">
      {notice}
    </p>
  );
}
