import { CallerPage } from "@/features/caller/caller-page";

export default function Page() {
  return <CallerPage />;
}
