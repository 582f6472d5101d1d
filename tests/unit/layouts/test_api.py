import re
from pathlib import Path

import layouts.api
from layouts import texts

SOURCE = Path(layouts.api.__file__).read_text(encoding="utf-8").replace("\\\n", "")


def test_the_texts_of_the_template_have_an_english_one() -> None:
    english = texts.read_catalogues(texts.LOCALES / "en")
    found = re.findall(r"\bt\(\"([^\"]+)\"", SOURCE)
    assert len(found) > 12
    assert [text for text in found if not english.get(text)] == []


def test_a_value_is_said_in_a_few_words() -> None:
    say = layouts.api._values  # noqa: SLF001
    assert say({"type": "integer", "minimum": 1, "maximum": 50_000}) == "integer 1 - 50000"
    assert say({"type": "array", "items": {"enum": ["a", "b"]}}) == "[a, b]"
    assert say({"enum": [str(k) for k in range(9)]}) == "0, 1, 2, 3, 4, 5, 6, 7…"
    assert say({"anyOf": [{"type": "number"}, {"type": "null"}]}) == "number, null"
    assert say({"$ref": "#/components/schemas/Links"}) == "Links"
