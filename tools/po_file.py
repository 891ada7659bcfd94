"""Read gettext PO files, strictly: whatever is not understood is a fault with file and line.

Knows the PO syntax that we use (comments, msgid, msgid_plural, msgstr,
msgstr[n], continued strings, C escapes) and our own rules: msgid is a key such
as "people.title"; no msgctxt, no fuzzy and no obsolete entries, since half
finished texts have no place in a release. Standard library only.
"""
import re

KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+\Z")
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
PLACEHOLDER_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*\Z")
PLURAL_FORMS = "nplurals=2; plural=(n != 1);"
ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\"}


class PoFault(Exception):
    """A fault at path:line."""

    def __init__(self, path, line, text):
        super().__init__(f"{path}:{line}: {text}")


class Entry:
    """One text: forms has one string, or two when it counts."""

    def __init__(self, path, line):
        self.path, self.line = path, line
        self.key = None
        self.plural = None
        self.forms = {}

    def fault(self, text):
        return PoFault(self.path, self.line, text)

    def texts(self):
        return [self.forms[i] for i in sorted(self.forms)]

    def placeholders(self):
        return set(name for text in self.texts() for name in PLACEHOLDER.findall(text))


def unquote(path, line, quoted):
    """The text of one "..." with its escapes resolved."""
    if len(quoted) < 2 or quoted[0] != '"' or quoted[-1] != '"':
        raise PoFault(path, line, 'expected a string in "..."')
    body, out, i = quoted[1:-1], [], 0
    while i < len(body):
        char = body[i]
        if char == '"':
            raise PoFault(path, line, 'a " inside a string is written \\"')
        if char == "\\":
            i += 1
            if i >= len(body) or body[i] not in ESCAPES:
                raise PoFault(path, line, "unknown escape in a string")
            char = ESCAPES[body[i]]
        out.append(char)
        i += 1
    return "".join(out)


def read_entries(path):
    """Every entry of the file, the header (empty msgid) first, unchecked beyond syntax."""
    entries, entry, field = [], None, None
    with open(path, "rb") as file:
        data = file.read()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise PoFault(path, data[: fault.start].count(b"\n") + 1, "not UTF-8") from None

    def add(value, number):
        if field == "msgid":
            entry.key += value
        elif field == "msgid_plural":
            entry.plural += value
        elif isinstance(field, int):
            entry.forms[field] += value
        else:
            raise PoFault(path, number, "a string that belongs to nothing")

    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip()
        if not line:
            continue
        if line.startswith("#~"):
            raise PoFault(path, number, "an obsolete entry: remove it")
        if line.startswith("#,") and "fuzzy" in line:
            raise PoFault(path, number, "a fuzzy entry: translate it")
        if line.startswith("#"):
            continue
        if line.startswith('"'):
            add(unquote(path, number, line), number)
            continue
        match = re.match(r"(msgid_plural|msgid|msgstr)(?:\[(\d+)\])?\s+(.*)\Z", line)
        if not match:
            raise PoFault(path, number, "not understood: " + line[:40])
        word, index, rest = match.groups()
        if (index is not None) != (word == "msgstr" and entry is not None and entry.plural is not None):
            raise PoFault(path, number, "msgstr[n] goes with msgid_plural, msgstr with a lone msgid")
        if word == "msgid":
            if entry is not None and not entry.forms:
                raise entry.fault("no msgstr")
            entry = Entry(path, number)
            entries.append(entry)
            entry.key, field = "", "msgid"
        elif entry is None:
            raise PoFault(path, number, word + " before any msgid")
        elif word == "msgid_plural":
            if entry.plural is not None or entry.forms:
                raise PoFault(path, number, "msgid_plural stands once, after msgid")
            entry.plural, field = "", "msgid_plural"
        else:
            field = int(index) if index is not None else 0
            if field in entry.forms:
                raise PoFault(path, number, "this form stands twice")
            entry.forms[field] = ""
        add(unquote(path, number, rest), number)
    if entry is not None and not entry.forms:
        raise entry.fault("no msgstr")
    return entries


def check_header(entry, lang):
    fields = {}
    for line in entry.texts()[0].splitlines():
        name, colon, value = line.partition(":")
        if colon:
            fields[name.strip().lower()] = value.strip()
    if fields.get("language") != lang:
        raise entry.fault(f"the header must say Language: {lang}")
    if "charset=utf-8" not in fields.get("content-type", "").lower():
        raise entry.fault("the header must say Content-Type: text/plain; charset=UTF-8")
    if fields.get("plural-forms") != PLURAL_FORMS:
        raise entry.fault("the header must say Plural-Forms: " + PLURAL_FORMS)


def check_entry(entry):
    for text in entry.texts():
        if text.endswith("\n"):
            # gettext asks that key and text end alike, and no key ends so.
            raise entry.fault("the text ends with a line feed")
    if not KEY.match(entry.key):
        raise entry.fault(f'"{entry.key}" is no key such as "people.title"')
    if entry.plural is not None and (entry.plural != entry.key or set(entry.forms) != {0, 1}):
        raise entry.fault("a text that counts repeats its key as msgid_plural and has msgstr[0] and msgstr[1]")
    for text in entry.texts():
        if not text.strip():
            raise entry.fault(f'"{entry.key}" is empty')
        if "{" in PLACEHOLDER.sub("", text) or "}" in PLACEHOLDER.sub("", text):
            raise entry.fault("braces that do not pair")
        for name in PLACEHOLDER.findall(text):
            if not PLACEHOLDER_NAME.match(name):
                raise entry.fault("{" + name + "} is no name")
    if entry.plural is not None and "n" not in entry.placeholders():
        raise entry.fault("a text that counts must show {n} in one of its forms")


def read_catalogue(paths, lang):
    """{key: Entry} of all files of one language, checked. Raises PoFault."""
    texts = {}
    for path in paths:
        entries = read_entries(path)
        if not entries or entries[0].key != "":
            raise PoFault(path, 1, 'the file must begin with a header (msgid "")')
        check_header(entries[0], lang)
        for entry in entries[1:]:
            check_entry(entry)
            if entry.key in texts:
                other = texts[entry.key]
                raise entry.fault(f'"{entry.key}" stands already at {other.path}:{other.line}')
            texts[entry.key] = entry
    return texts
