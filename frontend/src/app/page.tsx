import { IN_CALL_SCRIPT } from "@/features/caller/call-memory";
import { CallerPage } from "@/features/caller/caller-page";

export default function Page() {
  return (
    <>
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of our own */}
      <script dangerouslySetInnerHTML={{ __html: IN_CALL_SCRIPT }} />
      <CallerPage />
    </>
  );
}
