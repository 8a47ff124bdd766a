import type { Metadata } from "next";
import { AgentConsole } from "@/app/_console/agent-console";

export const metadata: Metadata = { title: "Agent console · Warm Transfer" };

export default function AgentBPage() {
  return <AgentConsole seat="agent-b" />;
}
