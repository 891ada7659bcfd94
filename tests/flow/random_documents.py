"""Documents by chance, of every kind in docs/methods.md, all valid; and the ways in
which a person spoils one. For random_flow.py.

A document is a tree of dicts, lists and scalars, written out one scalar to a line,
so that whoever spoils it knows which line must be named."""
import json
import random

COLOURS = ["sand", "clay", "sky", "pine", "gold"]
WORDS = {
    "da": "møde pause vagt borger aftale æble ærgrelse kørsel åbenhed tillid tavle kaffe stue skema ønske uge".split(),
    "en": "meeting break shift citizen agreement apple driving trust board coffee room form wish week thanks noon".split(),
}
STRANGE = ["<b>fed</b>", "{{title}}", "»citat«", "100 %", "a & b", "\\", "'", "–", "👩‍🔧", "http://x", "# ikke en overskrift", "null", "&amp;",
           "Donaudampfschifffahrtsgesellschaftskapitän"]


class Chance(random.Random):
    def maybe(self, of=2):
        return self.randrange(of) == 0

    def words(self, lang, n):
        chosen = [self.choice(WORDS[lang]) for _ in range(n)]
        if self.maybe(4):
            chosen.insert(self.randrange(n + 1), self.choice(STRANGE))
        return " ".join(chosen).capitalize()

    def text(self, n=4):
        return {"da": self.words("da", n), "en": self.words("en", n)}

    def title(self):
        return self.text(1 + self.randrange(4))

    def short(self):
        return self.text(1 + self.randrange(40))

    def long(self):
        def one(lang):
            blocks = []
            for _ in range(1 + self.randrange(4)):
                w = self.words(lang, 1 + self.randrange(50))
                blocks.append(self.choice([w, "**%s** %s" % (w[:9], w), "- %s\n- %s" % (w, w), "1. %s\n2. %s" % (w, w), "> " + w]))
            return "\n\n".join(blocks)
        return {"da": one("da"), "en": one("en")}

    def list_of(self, make, least=1, most=4):
        return [make(i) for i in range(self.randint(least, most))]

    def some(self, tree, **optional):
        """The tree, with some of the optional fields."""
        for name, make in optional.items():
            if self.maybe():
                tree[name] = make()
        return tree


# ---- one of each kind

def head(c, kind, key):
    d = {"kind": kind, "key": key, "version": 1 + c.randrange(9), "title": c.title(), "summary": c.short()}
    return c.some(d, about=c.long, credits=lambda: c.list_of(lambda i: c.short(), 1, 2), words=c.short,
                  topics=lambda: c.sample(["talk", "stress", "demands", "care", "culture"], c.randint(1, 3)),
                  suits=lambda: c.sample(["everybody", "leader", "safety_representative", "hr"], c.randint(1, 2)),
                  review=lambda: "2027-%02d-%02d" % (c.randint(1, 12), c.randint(1, 28)))


def options(c, least=2, most=4, reasons=False):
    def one(i):
        o = c.some({"key": f"o{i}", "title": c.title()}, help=c.short)
        if reasons and c.maybe():
            o["reason"] = True
        return o
    return c.list_of(one, least, most)


def topic(c, i):
    return c.some({"key": f"t{i}", "title": c.title()}, body=c.long, questions=lambda: c.list_of(lambda k: c.short(), 1, 3))


def model(c, key, pool):
    d = head(c, "model", key)
    shape = c.choice([None, "list", "nested", "layers", "wheel", "linked"])
    if shape:
        d["shape"] = shape
    d["parts"] = c.list_of(lambda i: topic(c, i), 3 if shape not in (None, "list") else 1, 8 if shape not in (None, "list") else 12)
    return d


def table(c):
    n = c.randint(1, 5)
    t = {"columns": [c.title() for _ in range(n)]}
    if c.maybe():
        t["rows"] = c.list_of(lambda i: {"cells": [c.short() for _ in range(n)]}, 1, 5)
    if c.maybe() or "rows" not in t:
        t["blank_rows"] = c.randint(1, 9)
    return t


def reference(c, i):
    r = c.some({"title": c.title()}, note=c.short)
    if c.maybe():
        r["link"], r["checked"] = f"https://example.org/{i}", "2026-05-01"
    return r


def fact_sheet(c, key, pool):
    d = head(c, "fact_sheet", key)
    d["audience"] = c.short()

    def section(i):
        s = c.some({"key": f"s{i}", "title": c.title()}, body=c.long, topics=lambda: c.list_of(lambda k: topic(c, k)), table=lambda: table(c),
                   references=lambda: c.list_of(lambda k: reference(c, k)), model=lambda: c.choice(pool["model"]), new_page=lambda: True)
        if not set(s) & {"body", "topics", "table", "references", "model"}:
            s["body"] = c.long()
        return s
    d["sections"] = c.list_of(section, 1, 5)
    topical = [s for s in d["sections"] if "topics" in s]
    if topical and c.maybe():
        def part(i):
            s = topical[i % len(topical)]
            return {"section": s["key"], "skip": [s["topics"][0]["key"]], "add": [c.title()]}
        d["profiles"] = c.list_of(lambda i: c.some({"key": f"pr{i}", "title": c.title(), "parts": [part(i)]}, help=c.short), 1, 2)
    return d


def deck(c, key, pool):
    d = c.some(head(c, "deck", key), questions=lambda: c.list_of(lambda i: c.short(), 1, 3))
    d["cards"] = c.list_of(lambda i: c.some({"key": f"c{i}", "title": c.title()}, body=c.short, back=c.short), 1, 26)
    return d


def field(c, i, pool, types, known=(), cards=()):
    t = c.choice([t for t in types if t != "card" or cards])
    f = {"key": known[i % len(known)] if known and i < len(known) else f"f{i}", "type": t, "label": c.title()}
    if t in ("choice", "scale"):
        if t == "choice" and c.maybe(3):
            f["model"] = c.choice(pool["model"])
        else:
            f["options"] = options(c, 2, 6)
    if t == "card":
        f["from"] = [c.choice(cards)]
    if t in ("line", "text") and c.maybe():
        f["max"] = c.randint(20, 500)
    return c.some(f, help=c.short, required=lambda: c.maybe())


def worksheet(c, key, pool):
    d = head(c, "worksheet", key)
    d["privacy"] = c.choice(["private", "pair"])
    c.some(d, keep_days=lambda: c.choice([0, 7, 30]), intro=c.long)

    def section(i):
        s = c.some({"key": f"s{i}", "title": c.title()}, body=c.long, tone=lambda: c.choice(["green", "yellow", "red"]),
                   ticks=lambda: c.list_of(lambda k: {"key": f"k{k}", "title": c.title()}, 1, 9),
                   fields=lambda: c.list_of(lambda k: field(c, k, pool, ["line", "text", "number", "date", "yes_no", "choice", "scale"]), 1, 5),
                   remind_days=lambda: c.randint(1, 60))
        if c.maybe(3):
            s["columns"] = options(c, 1, 4)
            c.some(s, rows=lambda: options(c, 1, 5))
            if "rows" not in s or c.maybe():
                s["blank_rows"] = c.randint(1, 6)
        if not set(s) & {"body", "ticks", "fields", "columns"}:
            s["body"] = c.long()
        return s
    d["sections"] = c.list_of(section, 1, 5)
    if any(f.get("required") for s in d["sections"] for f in s.get("fields", [])) and c.maybe():
        d["handed_over"] = True
    return d


def question_set(c, key, pool):
    d = head(c, "question_set", key)
    scale = options(c, 2, 7) if c.maybe(3) is False else None
    groups = c.list_of(lambda i: c.some({"key": f"g{i}", "title": c.title()}, body=c.long), 1, 3) if scale and c.maybe() else None
    if scale:
        d["scale"] = [{"key": o["key"], "title": o["title"]} for o in scale]

    def item(i):
        t = c.choice((["scale"] * 4 if scale else []) + ["single", "multiple", "rank", "slider", "polarity", "text", "cloud"])
        it = c.some({"key": f"i{i}", "type": t, "title": c.short()}, help=c.short)
        if t in ("single", "multiple", "rank"):
            it["options"] = options(c, 2, 6)
        if t in ("slider", "polarity"):
            it["left"], it["right"] = c.title(), c.title()
        if t == "scale" and groups and c.maybe(3) is False:
            it["group"] = c.choice(groups)["key"]
        if c.maybe(4) and t != "text":
            it["comment"] = True
        return it
    d["items"] = c.list_of(item, 1, 12)
    if groups:
        d["groups"] = groups
        most = max(sum(i.get("group") == g["key"] for i in d["items"]) for g in groups) * len(scale)
        ups = sorted(c.sample(range(1, max(most, 2) + 3), 2))
        ups[-1] = max(ups[-1], most)
        d["bands"] = [{"key": f"b{i}", "up_to": u, "title": c.title()} for i, u in enumerate(sorted(set(ups)))]
        if pool.get("workshop") and c.maybe():
            d["suggest"] = [{"group": groups[0]["key"], "band": d["bands"][0]["key"], "method": c.choice(pool["workshop"]), "why": c.short()}]
    if scale and c.maybe():
        d["highlight"] = [c.choice(scale)["key"]]
    return d


# ---- sessions

TAKES = {"discuss": {"cards", "group"}, "group": {"cards"}, "vote": {"cards", "group"}, "elaborate": {"cards", "group", "vote"},
         "present": {"form", "elaborate"}, "questions": {"form", "elaborate"}, "mark": {"form"}}
KINDS = ["talk", "rules", "cards", "discuss", "group", "vote", "groups", "elaborate", "form", "present", "questions", "mark", "break", "close",
         "deal", "ask", "worksheet"]
PLAN = ["activity", "change", "first_step", "who", "when", "means", "sign", "level", "problem"]


def place(c, pool):
    sheet = c.choice(pool["sheets"])
    return {"sheet": sheet["key"], "section": c.choice(sheet["sections"])["key"]}


def step(c, pool, made, forms, leaders):
    kind = c.choice(KINDS)
    if kind in TAKES and not [s for s in made if s["kind"] in TAKES[kind]] or kind == "elaborate" and not [s for s in made if s["kind"] == "groups"]:
        kind = "cards"
    s = {"key": f"step{len(made)}", "kind": kind, "title": c.title(), "minutes": c.randint(0, 12)}
    if kind in TAKES:
        s["from"] = c.choice([m["key"] for m in made if m["kind"] in TAKES[kind]])
    c.some(s, wall=c.long, phone=c.long, say=c.long, hold=c.long, watch=c.long)
    if c.maybe(4):
        c.some(s, bell=lambda: True, optional=lambda: True)
        s["with"] = c.choice(["alone", "pairs", "groups", "plenum"])
        s["film"] = c.some({"title": c.title(), "minutes": c.randint(1, 9), "transcript": c.long()}, link=lambda: "https://example.org/film")
    if c.maybe(5):
        s["model"] = c.choice(pool["model"])
    if c.maybe(5):
        s["page"] = place(c, pool)
    if kind == "cards":
        s["questions"], s["max_chars"] = c.list_of(lambda i: c.short(), 1, 3), c.randint(20, 600)
        if c.maybe():
            s["columns"] = options(c, 1, 4)
            c.some(s, rows=lambda: options(c, 1, 4))
        c.some(s, forget=lambda: True, moderated=lambda: True, openers=lambda: [c.title()], no_criticism=lambda: True,
               inspiration=lambda: place(c, pool))
    if kind == "vote":
        s["dots"] = c.randint(1, 20)
    if kind == "group":
        c.some(s, subdivide=lambda: options(c))
    if kind == "groups":
        sources = [m["key"] for m in made if m["kind"] in ("cards", "group", "vote")]
        s["ways"] = c.sample(["self", "chance"] + (["theme"] if sources else []), c.randint(1, 2))
        if sources:
            s["from"] = c.choice(sources)
        s["size_min"] = c.randint(1, 4)
        s["size_max"] = s["size_min"] + c.randint(0, 4)
        c.some(s, fresh=lambda: True)
    if kind in ("elaborate", "questions"):
        s["max_chars"] = c.randint(50, 1000)
    if kind == "form":
        s["form"] = c.choice(forms)
    if kind == "mark":
        s["options"] = options(c, 2, 4, True)
    if kind == "break":
        c.some(s, opens=lambda: ["themes", "priorities"], shows=lambda: c.choice(forms))
    if kind == "deal":
        s["deck"], s["rounds"] = c.choice(pool["deck"]), c.randint(1, 12)
        c.some(s, partner=lambda: True, minutes_each=lambda: c.randint(1, 9))
    if kind == "ask":
        chosen = c.choice(pool["sets"])
        s["set"] = chosen["key"]
        c.some(s, only=lambda: [c.choice(chosen["items"])["key"]], moderated=lambda: True)
        c.some(s, **{c.choice(["together", "enough"]): lambda: True})
        if s.get("enough"):
            s["enough"] = c.randint(5, 9)
    if kind == "worksheet":
        s["worksheet"] = c.choice(pool["worksheet"])
    if leaders and kind in ("cards", "questions"):
        c.some(s, comments=lambda: True)
    made.append(s)
    return s


def tasks(c, pool, roles=None, least=1):
    def one(i):
        t = c.some({"key": f"task{i}", "title": c.title()}, help=c.long, sheet=lambda: c.choice(pool["fact_sheet"]), days=lambda: c.randint(0, 30))
        if roles:
            t["role"] = c.choice(roles)
        return t
    return c.list_of(one, least, 4)


def workshop(c, key, pool):
    d = head(c, "workshop", key)
    parts, made, forms = [], [], [f"form{i}" for i in range(c.randint(1, 3))]
    for i in range(c.randint(1, 3)):
        leaders = key.endswith("0") or c.maybe()
        steps = [step(c, pool, made, forms, leaders) for _ in range(c.randint(1, 7))]
        minutes = sum(s["minutes"] for s in steps) + c.randint(1, 15)
        parts.append({"key": f"part{i}", "title": c.title(), "colour": c.choice(COLOURS), "minutes": minutes, "leaders": leaders,
                      "purpose": c.short(), "steps": steps})
    d.update(minutes=sum(p["minutes"] for p in parts), alone=True, heading=c.title(), people_min=c.randint(1, 5), people_max=c.randint(5, 200))
    cards = [s["key"] for s in made if s["kind"] in ("cards", "group", "vote")]

    def form(k):
        f = c.some({"key": k, "title": c.title()}, intro=c.long, repeat=lambda: True)
        becomes = c.choice(["nothing", "agreement", "action", "invitation", "draft"])
        f["becomes"], f["visibility"] = becomes, c.choice(["group", "session", "shared"])
        if becomes == "agreement":
            c.some(f, parties=lambda: c.sample(["leader", "safety_representative", "union_representative"], 2))
        c.some(f, writers=lambda: c.sample(["participant", "leader", "facilitator"], c.randint(1, 3)))
        types = ["line", "text", "number", "date", "yes_no", "person", "unit", "choice", "scale", "card"]
        f["fields"] = c.list_of(lambda i: field(c, i, pool, types, PLAN, cards), 1, 8)
        return f
    d["forms"] = [form(k) for k in forms]
    c.some(d, rules=lambda: c.list_of(lambda i: {"key": f"r{i}", "avoid": c.maybe(), "title": c.title(), "body": c.short()}, 1, 5),
           parking=lambda: {"title": c.title(), "help": c.short()}, channel=lambda: {"title": c.title(), "help": c.short(), "moderated": c.maybe()},
           before=lambda: tasks(c, pool), after=lambda: tasks(c, pool), handover=lambda: tasks(c, pool))
    d["parts"] = parts
    return d


# ---- months

ROLES = ["daily_leader", "top_leader", "consultant", "helper", "employee", "safety_representative", "union_representative", "guest"]


def quarters(c, most):
    return c.randint(1, max(1, int(most * 4))) / 4


def activity(c, i, pool, d, roles, phase, at, settings):
    work = c.choice(["tasks", "ongoing", "meeting", "meeting", "workshop"])
    a = c.some({"key": f"act{i}", "phase": phase, "work": work, "title": c.title(), "purpose": c.short()}, body=c.long)
    seats = {r["key"]: r["seat"] for r in d["roles"]}
    there = c.sample(roles, c.randint(1, len(roles)))
    minutes = 0
    if work in ("meeting", "workshop"):
        w = c.choice(pool["open"]) if work == "workshop" else None
        minutes = w["minutes"] if w else c.choice([15, 30, 60, 90, 240])
        a.update(minutes=minutes, inviter=there[0], participants=[c.some({"role": r}, note=c.short) for r in there])
        if w:
            a["workshop"] = w["key"]
        c.some(a, chair=lambda: c.choice(there), split=lambda: c.choice(["never", "allowed"]))
        if c.maybe():
            left, agenda = minutes, []
            for k in range(c.randint(1, 4)):
                take = c.randint(0, left)
                left -= take
                agenda.append(c.some({"key": f"ag{k}", "title": c.title(), "minutes": take, "owners": c.sample(there, 1)}, body=c.long,
                                     questions=lambda: [c.short()], form=lambda: c.choice(d["forms"])["key"]))
            a["agenda"] = agenda
        a["plan"] = c.choice(["none", "makes", "starts", "reviews", "adjusts", "anchors"])
    pots = {p["role"]: p["key"] for p in d.get("pots", [])}
    a["hours"] = []
    for r in there:
        h = {"role": r, "hours": quarters(c, minutes / 60) if minutes else quarters(c, 8)}
        if minutes and h["hours"] * 60 > minutes:
            del h["hours"]
        if c.maybe() or "hours" not in h:
            h["prepare"] = quarters(c, 4)
        if r in pots:
            h["pot"] = pots[r]
        a["hours"].append(h)
    if work != "ongoing":
        a["at"] = at
    c.some(a, before=lambda: tasks(c, pool, roles), after=lambda: tasks(c, pool, roles), prompts=lambda: c.list_of(lambda k: c.short(), 1, 3),
           remember=lambda: [{"role": c.choice(roles), "title": c.short()}], forms=lambda: [c.choice(d["forms"])["key"]],
           worksheets=lambda: [c.choice(pool["worksheet"])], methods=lambda: [c.choice(pool["workshop"])],
           documents=lambda: [{"sheet": c.choice(d["sheets"])["sheet"], "use": c.choice(["read", "bring", "hand_out", "hang_up"]), "role": c.choice(roles)}])
    return a


def programme(c, key, pool):
    d = head(c, "programme", key)
    unit = c.choice(["days", "weeks"])
    phases = [{"key": f"ph{i}", "title": c.title(), "purpose": c.long(), "colour": c.choice(COLOURS),
               "length": {"unit": unit, "min": 1, "max": 20, "planned": c.randint(2, 12)}} for i in range(c.randint(1, 4))]
    whole = sum(p["length"]["planned"] for p in phases)
    d["length"] = {"unit": unit, "min": max(1, whole - 1), "max": whole + 5, "planned": whole}
    c.some(d, remind_months=lambda: c.randint(1, 6))
    d["outcomes"] = c.list_of(lambda i: {"key": f"out{i}", "title": c.short()})
    d["phases"] = phases
    roles = c.sample(ROLES, c.randint(2, 6))

    def role(k):
        least = c.randint(0, 2)
        r = {"key": k, "title": c.title(), "plural": c.title(), "summary": c.short(), "tasks": c.list_of(lambda i: c.short(), 1, 4),
             "seat": c.choice(["participant", "facilitator"]), "min": least}
        return c.some(r, max=lambda: least + 1 + c.randint(0, 5), responsibility=c.long, suggestion=c.short, confirm=c.short)
    d["roles"] = [role(k) for k in roles]
    settings = c.maybe()
    if settings:
        o = options(c, 2, 3)
        d["settings"] = [{"key": "choice", "title": c.title(), "help": c.short(), "standard": o[0]["key"], "options": o}]
    d["forms"] = c.list_of(lambda i: c.some({"key": f"form{i}", "title": c.title(), "visibility": c.choice(["private", "session", "shared"]),
                                             "becomes": c.choice(["nothing", "agreement", "running_activity"]),
                                             "fields": c.list_of(lambda k: field(c, k, pool, ["line", "text", "number", "date", "yes_no", "person", "choice", "file"]), 1, 6)},
                                            intro=c.long, repeat=lambda: True, writers=lambda: [c.choice(roles)], readers=lambda: [c.choice(roles)]), 1, 3)
    d["sheets"] = [{"sheet": s, "number": n + 1, "hang_up": c.maybe(), "roles": c.sample(roles, 1), "phases": [c.choice(phases)["key"]]}
                   for n, s in enumerate(c.sample(pool["fact_sheet"], c.randint(1, len(pool["fact_sheet"]))))]
    if c.maybe():
        d["pots"] = [{"key": "pot", "role": roles[0], "title": c.title(), "hours": 0}]
    d["activities"] = []
    for p in phases:
        n = c.randint(1, 4)
        for at in sorted(c.sample(range(101), n)):
            d["activities"].append(activity(c, len(d["activities"]), pool, d, roles, p["key"], at, settings))
    sums = {r: 0 for r in roles}
    for a in d["activities"]:
        for h in a["hours"]:
            sums[h["role"]] += h.get("hours", 0) + h.get("prepare", 0)
    if "pots" in d:
        d["pots"][0]["hours"] = sums[roles[0]]
    d["budgets"] = [{"hours": [{"role": r, "hours": sums[r]} for r in roles]}]
    if settings and c.maybe():
        d["budgets"] = [{"when": {"setting": "choice", "is": o["key"]}, **d["budgets"][0]} for o in d["settings"][0]["options"]]
    for i in range(1, len(d["activities"])):
        if c.maybe(3):
            d["activities"][i]["order"] = [{"rule": "after", "activity": d["activities"][c.randrange(i)]["key"], "at_least_days": c.randint(0, 3)}]
    if c.maybe():
        d["gates"] = [{"key": "gate", "activity": d["activities"][0]["key"], "moment": c.choice(["start", "close"]), "role": c.choice(roles),
                       "answer": c.choice(["confirm", "text"]), "title": c.title(), "body": c.long()}]
    if c.maybe(3):
        d["variants"] = [{"key": "light", "workshop": c.choice(pool["workshop"]), "title": c.title(), "body": c.long()}]
    return d


def library(seed, each=4):
    """Valid documents of every kind that refer to each other, in an order in which
    what is referred to comes first."""
    c, pool, made = Chance(seed), {}, []
    for kind, make in (("model", model), ("deck", deck), ("worksheet", worksheet), ("fact_sheet", fact_sheet), ("question_set", question_set),
                       ("workshop", workshop), ("programme", programme)):
        for i in range(each):
            d = make(c, f"by-chance-{kind.replace('_', '-')}-{i}", pool)
            made.append(d)
            pool.setdefault(kind, []).append(d["key"])
            pool.setdefault({"fact_sheet": "sheets", "question_set": "sets"}.get(kind, "all"), []).append(d)
            if kind == "workshop" and all(p["leaders"] for p in d["parts"]):
                pool.setdefault("open", []).append(d)
    return made


# ---- writing it down

def write(tree):
    """The text, and for every path (names and numbers) the line it begins on, from 1."""
    out, lines = [], {}

    def scalar(v):
        return "true" if v is True else "false" if v is False else json.dumps(v, ensure_ascii=False) if isinstance(v, str) else repr(v)

    def put(v, path, lead, first):
        """lead: the indentation; first: what stands before the first thing on its line."""
        if isinstance(v, dict):
            for i, (k, w) in enumerate(v.items()):
                before = first if i == 0 else lead
                lines.setdefault(path, len(out) + 1)
                lines[path + (k,)] = len(out) + 1
                if isinstance(w, (dict, list)):
                    out.append(f"{before}{k}:")
                    put(w, path + (k,), lead + "  ", lead + "  ")
                else:
                    out.append(f"{before}{k}: {scalar(w)}")
        else:
            for i, w in enumerate(v):
                before = first if i == 0 else lead
                lines[path + (i,)] = len(out) + 1
                if isinstance(w, (dict, list)):
                    put(w, path + (i,), lead + "  ", before + "- ")
                else:
                    out.append(f"{before}- {scalar(w)}")
    put(tree, (), "", "")
    return "\n".join(out) + "\n", lines


# ---- spoiling it

LISTED = {"kind", "type", "colour", "visibility", "privacy", "rule", "work", "seat", "unit", "shape", "tone", "use", "moment", "answer", "split", "plan",
          "becomes", "with"}
NAMES = {"from", "deck", "set", "worksheet", "model", "sheet", "form", "phase", "role", "inviter", "chair", "activity", "section", "group", "band",
         "workshop", "shows", "pot", "setting", "standard"}


def leaves(tree, path=()):
    if isinstance(tree, dict):
        for k, v in tree.items():
            yield from leaves(v, path + (k,))
    elif isinstance(tree, list):
        for i, v in enumerate(tree):
            yield from leaves(v, path + (i,))
    else:
        yield path, tree


def mappings(tree, path=()):
    if isinstance(tree, dict):
        yield path, tree
    for k, v in tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ():
        yield from mappings(v, path + (k,))


def at(tree, path):
    for p in path:
        tree = tree[p]
    return tree


class Spoiled:
    """A spoiled text. line: the one that must be named, 0 when a slip like that has
    no one line; or None when it may still be valid."""

    def __init__(self, how, text, line):
        self.how, self.text, self.line = how, text, line


def spoil_value(c, tree, wanted, value, how):
    found = [p for p, v in leaves(tree) if wanted(p, v)]
    if not found:
        return None
    path = c.choice(found)
    at(tree, path[:-1])[path[-1]] = value
    text, lines = write(tree)
    return Spoiled(f"{how} {'.'.join(map(str, path))}", text, lines[path])


def is_text(tree, path):
    return path and path[-1] in ("da", "en")


def spoil_tree(c, tree):
    how = c.randrange(10)
    if how == 0:
        return spoil_value(c, tree, lambda p, v: p[-1] in LISTED and p != ("kind",), "vrøvl", "no such word")
    if how == 1:
        return spoil_value(c, tree, lambda p, v: type(v) is int, "mange", "no number")
    if how == 2:
        return spoil_value(c, tree, lambda p, v: type(v) is bool, "måske", "neither yes nor no")
    if how == 3:
        return spoil_value(c, tree, lambda p, v: p[-1] in NAMES and isinstance(v, str), "findes-ikke", "refers to nothing")
    if how == 4:
        return spoil_value(c, tree, is_text_leaf, "x" * 20000, "too long")
    if how == 5:
        return spoil_value(c, tree, lambda p, v: p[-1] == "key", "Ikke En Nøgle", "no key")
    if how == 6:
        path, m = c.choice(list(mappings(tree)))
        m["ukendt_felt"] = c.choice([1, "x", True])
        text, lines = write(tree)
        return Spoiled(f"unknown field {path}", text, lines[path + ("ukendt_felt",)])
    if how == 7:
        path, m = c.choice([(p, m) for p, m in mappings(tree) if set(m) == {"da", "en"}])
        del m[c.choice(["da", "en"])]
        text, lines = write(tree)
        return Spoiled(f"one language {path}", text, lines[path + tuple(m)])
    if how == 8:
        path, m = c.choice([(p, m) for p, m in mappings(tree) if set(m) == {"da", "en"}])
        wrong = at(tree, path[:-1])[path[-1]] = c.choice([["a", "b"], "bare ord"])
        text, lines = write(tree)
        return Spoiled(f"no text {path}", text, lines[path + (0,)] if isinstance(wrong, list) else lines[path])
    path, m = c.choice([(p, m) for p, m in mappings(tree) if p and isinstance(p[-1], int) and {"key", "title"} <= set(m)])
    del m[c.choice(["key", "title"])]
    text, lines = write(tree)
    return Spoiled(f"lacks a field {path}", text, lines[path])


def is_text_leaf(p, v):
    return p[-1] in ("da", "en")


def spoil_lines(c, tree):
    """Slips of the keys in the file: some leave it valid."""
    text, _ = write(tree)
    rows = text.split("\n")[:-1]
    i = c.randrange(len(rows))
    how = c.choice(["drop", "twice", "swap", "dedent", "indent", "tab", "cut", "quote", "colon", "dash", "mark", "byte", "bracket", "percent", "letter"])
    if how == "drop":
        del rows[i]
    elif how == "twice":
        rows.insert(i, rows[i])
    elif how == "swap":
        k = c.randrange(len(rows))
        rows[i], rows[k] = rows[k], rows[i]
    elif how == "dedent":
        rows[i] = rows[i][1:]
    elif how == "indent":
        rows[i] = " " + rows[i]
    elif how == "tab":
        rows[i] = "\t" + rows[i]
    elif how == "cut":
        rows = rows[:i] + [rows[i][:c.randrange(len(rows[i]) + 1)]]
    elif how == "quote":
        rows[i] = rows[i].replace('"', "", 1) if '"' in rows[i] else rows[i] + '"'
    elif how == "colon":
        rows[i] = rows[i].replace(":", "", 1)
    elif how == "dash":
        rows[i] = rows[i].replace(": ", ": - ", 1)
    elif how == "mark":
        rows[i] = rows[i].replace(": ", ": " + c.choice(["@", "`", "*a ", "&a ", "!a ", "!!int ", "? ", "| ", "> ", "%", "{", "[", "]", ", "]), 1)
    elif how == "byte":
        k = c.randrange(len(rows[i]) + 1)
        rows[i] = rows[i][:k] + c.choice(["\x07", "\x00", "\x1b", "\ufeff", "\udcff", "\u2028", "\x85"]) + rows[i][k:]
    elif how == "bracket":
        rows[i] = rows[i] + c.choice([" {", " [", "}", "]", "{a: b, }", "[, ]"])
    elif how == "percent":
        rows.insert(i, c.choice(["%YAML 9.9", "%TAG", "--- ", "...", "- ", ":", "? ", "<<: *x"]))
    else:
        k = c.randrange(max(1, len(rows[i])))
        rows[i] = rows[i][:k] + chr(c.randint(32, 126)) + rows[i][k + 1:]
    return Spoiled(f"{how} at {i + 1}", "\n".join(rows) + "\n", None)
