"""Judges messages as schema/README.md tells any language to: the syntax rules in their order, then the JSON Schema file.

Usage: contract_check.py SCHEMA_FILE < messages (one base64 text a line) > verdicts (one JSON document a line)
A verdict is {"syntax": CODE or null, "schema": true, false, or null where the syntax is wrong}.
"""
import base64
import json
import math
import sys

import jsonschema

MAX_BYTES = 4096
MAX_DEPTH = 16


def has_lone_surrogate(text):
    return any("\ud800" <= character <= "\udfff" for character in text)


class Parser:
    def __init__(self):
        self.duplicate = False
        self.overflow = False

    def number(self, text):
        value = float(text)
        self.overflow = self.overflow or math.isinf(value)
        return value

    def pairs(self, items):
        # A name with half of a surrogate pair is no text that could equal another.
        names = [name for name, _ in items if not has_lone_surrogate(name)]
        self.duplicate = self.duplicate or len(set(names)) != len(names)
        return dict(items)

    @staticmethod
    def constant(name):
        raise ValueError(name)


def depth(text):
    """The greatest depth. Counted on the text of a valid document, so that members which a duplicate name hides count too."""
    deepest = level = 0
    in_string = escaped = False
    for character in text:
        if in_string:
            if escaped:
                escaped = False
            elif character == "\\":
                escaped = True
            elif character == '"':
                in_string = False
        elif character == '"':
            in_string = True
        elif character in "[{":
            level += 1
            deepest = max(deepest, level)
        elif character in "]}":
            level -= 1
    return deepest


def strings(text):
    """Every string of the document, names too, those that a duplicate name hides as well."""
    found = []

    def collect(value):
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, list):
            for child in value:
                collect(child)

    def pairs(items):
        for name, value in items:
            found.append(name)
            collect(value)
        return None

    collect(json.loads(text, object_pairs_hook=pairs))
    return found


def read(message):
    """The syntax rules: (code or None, document)."""
    if len(message) > MAX_BYTES:
        return "MESSAGE_TOO_LARGE", None
    if message.startswith(b"\xef\xbb\xbf"):
        return "BYTE_ORDER_MARK", None
    try:
        text = message.decode("utf-8")
    except UnicodeDecodeError:
        return "INVALID_UTF8", None
    parser = Parser()
    try:
        document = json.loads(
            text,
            object_pairs_hook=parser.pairs,
            parse_constant=parser.constant,
            parse_float=parser.number,
            parse_int=parser.number,
        )
    except (ValueError, RecursionError):
        return "INVALID_JSON", None
    if depth(text) > MAX_DEPTH:
        return "INVALID_JSON", None
    if parser.duplicate:
        return "DUPLICATE_FIELD", None
    if parser.overflow:
        return "NUMBER_OVERFLOW", None
    if any(has_lone_surrogate(value) for value in strings(text)):
        return "LONE_SURROGATE", None
    return None, document


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        validator = jsonschema.Draft7Validator(json.load(file))
    for line in sys.stdin:
        code, document = read(base64.b64decode(line.strip()))
        verdict = {"syntax": code, "schema": None if code else validator.is_valid(document)}
        print(json.dumps(verdict))


if __name__ == "__main__":
    main()
