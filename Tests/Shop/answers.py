"""What an answer may look like whatever was asked: the one judge of all campaigns."""

import json
import re
from dataclasses import dataclass, field

# Words of the machine room. None of the texts that the tests send match, so an echo of them is no leak.
LEAKS = {
    "SQL": re.compile(
        r"\b(SELECT|INSERT INTO|UPDATE \w+ SET|DELETE FROM|RETURNING|unnest|ON CONFLICT)\b|SQLSTATE|PostgresError"
        r"|relation \"|column \"|constraint \"|syntax error at|violates \w+|invalid input syntax|\bpg_\w+|libpq"
    ),
    "stack": re.compile(
        r"\w\.swift\b|Fatal error|Traceback \(|0x[0-9a-f]{8,}|Swift\.\w+Error|NIOCore\.|Error Domain=|DecodingError"
    ),
    "path": re.compile(r"(?<![\w.])/(home|work|tmp|var|usr|root|etc|opt|proc|srv)/\w|\.build/|/Services/\w+/"),
}  # fmt: skip


@dataclass
class Answer:
    status: int
    headers: dict = field(default_factory=dict)
    body: bytes = b""

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")

    @property
    def json(self):
        return json.loads(self.body)


def leaks(text: str) -> list[str]:
    return [f"leaks {kind}: {match[0]!r}" for kind, pattern in LEAKS.items() if (match := pattern.search(text))]


def flaws(answer: Answer, refused=False) -> list[str]:
    """What is wrong with an answer to hostile input; `refused` when there is nothing but a refusal that is right."""
    found = leaks(answer.text + json.dumps(answer.headers))
    if answer.status >= 500:
        found.append(f"failed with {answer.status}")
    if refused and not 400 <= answer.status < 500:
        found.append(f"answered {answer.status} instead of refusing")
    if 400 <= answer.status < 500:
        found += problem_flaws(answer)
    return found


def problem_flaws(answer: Answer) -> list[str]:
    kind = answer.headers.get("content-type", "none")
    if not kind.startswith("application/problem+json"):
        return [f"refused with {kind} instead of a problem"]
    try:
        problem = answer.json
    except ValueError:
        return ["refused with a problem that is no JSON"]
    found = [f"the problem has no {key}" for key in ("type", "title", "status") if not problem.get(key)]
    if problem.get("status") != answer.status:
        found.append(f"the problem says {problem.get('status')}, the answer {answer.status}")
    if not str(problem.get("type", "")).startswith("/problems/"):
        found.append(f"the problem has the type {problem.get('type')!r}")
    return found
