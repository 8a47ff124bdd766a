/** Where each resource lives in the query cache. */
export const keys = {
  /** CallView[]: waiting and active calls. */
  calls: () => ["calls"] as const,
  /** CallDetail. */
  call: (id: string) => ["call", id] as const,
  /** TransferView. */
  transfer: (id: string) => ["transfers", id] as const,
  /** TransferView[]: transfers under way that this agent may see, offers to them among these. */
  openTransfers: () => ["open-transfers"] as const,
  /** TranscriptView. */
  transcript: (callId: string) => ["transcript", callId] as const,
  /** BriefingView. */
  briefing: (callId: string) => ["briefing", callId] as const,
  /** AgentView[]. */
  agents: () => ["agents"] as const,
  /** SpeechView. */
  speech: () => ["speech"] as const,
  /** PhonesView. */
  phones: () => ["phones"] as const,
};
