export default function Page() {
  return <main className="p-4 text-ink">Warm Transfer</main>;
}
