"""Evaluates a briefing writer, beside what one has without any.

    make eval-briefing [WRITER=local] [FACTS=facts.jsonl] [DIALOGUES=dialogsum.jsonl] [LIMIT=0]

Prints for each: the share of facts carried over in at most 80 words, values that nobody said,
ROUGE-1/2 (stemmed, F1, mean over the references) and words used; then which goals are reached.
Ends with an error unless all are.

WRITER may be `groq`, `openai` or `compatible` too, with the settings that the product has. A
language model is asked once for every conversation, or for the first LIMIT of each kind: it costs.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from briefing_baselines import BASELINES
from briefing_data import Conversation, with_facts, with_summaries
from briefing_measures import MAX_WORDS, Measured
from pydantic import ValidationError

from warm_transfer.bootstrap import build_language_models
from warm_transfer.config import Settings
from warm_transfer.domain.briefing import Briefing, render
from warm_transfer.services.briefing.base import BriefingWriter
from warm_transfer.services.briefing.failures import WriterBusy, WriterFailed
from warm_transfer.services.briefing.language_model import LanguageModelWriter
from warm_transfer.services.briefing.local import LocalBriefingWriter
from warm_transfer.services.briefing.metering import NoMeter
from warm_transfer.settings.briefing import WriterName

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "eval"
RESULTS = Path(__file__).parent / "results" / "briefing_eval.json"
TRIES_WHEN_BUSY, BUSY_FOR_S = 5, 10.0
GOAL_FACTS, GOAL_ROUGE = 90.0, (30.0, 8.0)  # percent


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    on_facts: Measured
    on_dialogues: Measured


def choose(name: WriterName) -> BriefingWriter:
    """A model without any stand-in: where it fails, that is to be seen. Exits if it has no key."""
    if name == "local":
        return LocalBriefingWriter()
    try:
        settings = Settings(_env_file=ROOT / ".env", briefing_writers=[name])
    except ValidationError as e:
        sys.exit("\n".join(error["msg"] for error in e.errors()))
    return build_language_models(settings, NoMeter())[0]


async def evaluate(writer: BriefingWriter, *sets: Sequence[Conversation]) -> list[Measured]:
    try:
        return [await measure(writer, conversations) for conversations in sets]
    finally:
        if isinstance(writer, LanguageModelWriter):
            await writer.close()


async def measure(writer: BriefingWriter, conversations: Sequence[Conversation]) -> Measured:
    measured = Measured()
    for conversation in conversations:
        try:
            briefing = await _write(writer, conversation)
        except WriterFailed as e:  # counted as empty: a call would have gone without
            measured.failures[e.code] += 1
            measured.add(conversation, "", ())
        else:
            measured.add(conversation, render(briefing), briefing.facts)
    return measured


async def _write(writer: BriefingWriter, conversation: Conversation) -> Briefing:
    """As often as the service asks to wait: how many requests it takes is not measured here."""
    for _ in range(TRIES_WHEN_BUSY):
        try:
            return await writer.write(conversation.material)
        except WriterBusy as e:
            await asyncio.sleep(e.retry_after_s or BUSY_FOR_S)
    return await writer.write(conversation.material)


def measure_baseline(name: str, conversations: Sequence[Conversation]) -> Measured:
    measured = Measured()
    for conversation in conversations:
        measured.add(conversation, BASELINES[name](conversation.turns), ())
    return measured


def as_table(rows: Sequence[Row]) -> str:
    lines = [
        f"{'':<24} {'facts':>7} {'words':>6} {'most':>5} {'wrong':>6} | "
        f"{'ROUGE-1':>8} {'ROUGE-2':>8} {'words':>6} {'wrong':>6}"
    ]
    for row in rows:
        facts, dialogues = row.on_facts, row.on_dialogues
        rouge_1, rouge_2 = dialogues.rouge_percent
        lines.append(
            f"{row.name:<24} {facts.carried_percent:>6.1f}% {_mean(facts.words):>6.0f} "
            f"{max(facts.words, default=0):>5} {facts.wrong:>6} | "
            f"{rouge_1:>8.1f} {rouge_2:>8.1f} {_mean(dialogues.words):>6.0f} {dialogues.wrong:>6}"
        )
    return "\n".join(lines)


def goals(row: Row) -> dict[str, bool]:
    facts, dialogues = row.on_facts, row.on_dialogues
    found: dict[str, bool] = {}
    if facts.facts:
        found[f"facts carried over >= {GOAL_FACTS:.0f} %"] = facts.carried_percent >= GOAL_FACTS
    if dialogues.rouge_1:
        rouge_1, rouge_2 = dialogues.rouge_percent
        found[f"ROUGE-1/2 >= {GOAL_ROUGE[0]:.0f}/{GOAL_ROUGE[1]:.0f}"] = (
            rouge_1 >= GOAL_ROUGE[0] and rouge_2 >= GOAL_ROUGE[1]
        )
    found["no wrong facts"] = facts.wrong + dialogues.wrong == 0
    longest = max(facts.words + dialogues.words, default=0)
    found[f"never more than {MAX_WORDS} words"] = longest <= MAX_WORDS
    found["every conversation written"] = not facts.failures + dialogues.failures
    return found


def as_json(rows: Sequence[Row]) -> list[dict[str, object]]:
    return [
        {
            "name": row.name,
            "facts_percent": round(row.on_facts.carried_percent, 2),
            "facts_words": round(_mean(row.on_facts.words), 1),
            "rouge_1_2": [round(score, 2) for score in row.on_dialogues.rouge_percent],
            "dialogues_words": round(_mean(row.on_dialogues.words), 1),
            "wrong": row.on_facts.wrong + row.on_dialogues.wrong,
        }
        for row in rows
    ]


def _mean(values: Sequence[int]) -> float:
    return statistics.mean(values) if values else 0.0


def main() -> int:
    parser = argparse.ArgumentParser(description="Evaluate a briefing writer.")
    parser.add_argument("--facts", type=Path, default=SHARED / "handover-facts.dev.jsonl")
    parser.add_argument("--dialogues", type=Path, default=SHARED / "dialogsum.dev.jsonl")
    parser.add_argument("--writer", choices=get_args(WriterName), default="local")
    parser.add_argument("--limit", type=int, default=0, help="0: all of them")
    chosen = parser.parse_args()
    if missing := [str(path) for path in (chosen.facts, chosen.dialogues) if not path.exists()]:
        parser.error(f"not there: {', '.join(missing)}. Name files with FACTS= and DIALOGUES=")
    limit = chosen.limit or None
    facts, dialogues = with_facts(chosen.facts)[:limit], with_summaries(chosen.dialogues)[:limit]
    rows = [
        Row(name, measure_baseline(name, facts), measure_baseline(name, dialogues))
        for name in BASELINES
    ]
    began_s = time.monotonic()
    on_facts, on_dialogues = asyncio.run(evaluate(choose(chosen.writer), facts, dialogues))
    rows.append(Row(chosen.writer, on_facts, on_dialogues))
    took_s = time.monotonic() - began_s
    reached = goals(rows[-1])
    failures = rows[-1].on_facts.failures + rows[-1].on_dialogues.failures
    sys.stdout.write(
        f"{len(facts)} conversations with facts | {len(dialogues)} with summaries\n"
        f"{as_table(rows)}\n{chosen.writer} took {took_s:.1f} s\n"
        + "".join(f"failed with {error}: {count}\n" for error, count in failures.items())
        + "".join(
            f"{'reached' if done else 'NOT REACHED'}: {goal}\n" for goal, done in reached.items()
        )
    )
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(as_json(rows), indent=2) + "\n")
    return 0 if all(reached.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
