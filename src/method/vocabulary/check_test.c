/* check_test.c -- every fault that samspil check knows, each with the line it
 * must name.
 *
 * A case takes one of three small documents that are without fault, replaces
 * one piece of text, and expects one message. The sign § in the new text marks
 * the line and is taken out before checking; without it the line is where the
 * old text began. */
#include "core/testing.h"
#include "core/buf.h"
#include "method/method.h"
#include "ui/ui.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { CEILING = 64 << 20 };

static const char programme[] =
	"kind: programme\n"
	"key: small\n"
	"version: 1\n"
	"title: {da: Lille, en: Small}\n"
	"summary: {da: Et lille forløb, en: A small programme}\n"
	"length: {unit: weeks, min: 1, max: 20, planned: 8}\n"
	"outcomes:\n"
	"  - {key: talked, title: {da: Talt, en: Talked}}\n"
	"phases:\n"
	"  - key: first\n"
	"    title: {da: Først, en: First}\n"
	"    purpose: {da: At begynde, en: To begin}\n"
	"    length: {unit: weeks, min: 1, max: 2, planned: 1}\n"
	"  - key: second\n"
	"    title: {da: Siden, en: Then}\n"
	"    purpose: {da: At fortsætte, en: To go on}\n"
	"    length: {unit: weeks, min: 2, max: 9, planned: 4}\n"
	"roles:\n"
	"  - key: leader\n"
	"    title: {da: Leder, en: Leader}\n"
	"    plural: {da: Ledere, en: Leaders}\n"
	"    summary: {da: Leder, en: Leads}\n"
	"    tasks: [{da: Led, en: Lead}]\n"
	"    seat: leader\n"
	"    min: 1\n"
	"    max: 1\n"
	"  - key: guide\n"
	"    title: {da: Guide, en: Guide}\n"
	"    plural: {da: Guider, en: Guides}\n"
	"    summary: {da: Viser vej, en: Shows the way}\n"
	"    tasks: [{da: Vis, en: Show}]\n"
	"    seat: facilitator\n"
	"    min: 1\n"
	"settings:\n"
	"  - key: size\n"
	"    title: {da: Hvor stort, en: How large}\n"
	"    help: {da: Vælg, en: Choose}\n"
	"    standard: small\n"
	"    options:\n"
	"      - {key: small, title: {da: Lille, en: Small}}\n"
	"      - {key: large, title: {da: Stort, en: Large}}\n"
	"pots:\n"
	"  - {key: pot, role: guide, title: {da: Pulje, en: Pot}, hours: 11.5}\n"
	"budgets:\n"
	"  - when: {setting: size, is: small}\n"
	"    hours: [{role: leader, hours: 8}, {role: guide, hours: 11.5}]\n"
	"activities:\n"
	"  - key: read\n"
	"    phase: first\n"
	"    work: tasks\n"
	"    title: {da: Læs, en: Read}\n"
	"    purpose: {da: At læse, en: To read}\n"
	"    hours:\n"
	"      - {role: leader, hours: 1}\n"
	"    before:\n"
	"      - {key: book, role: leader, title: {da: Læs bogen, en: Read the book}}\n"
	"  - key: meet\n"
	"    phase: second\n"
	"    work: meeting\n"
	"    title: {da: Møde, en: Meeting}\n"
	"    purpose: {da: At mødes, en: To meet}\n"
	"    inviter: leader\n"
	"    minutes: 120\n"
	"    participants: [{role: leader}, {role: guide}]\n"
	"    hours:\n"
	"      - {role: leader, hours: 2}\n"
	"      - {role: guide, hours: 2, prepare: 0.5, pot: pot}\n"
	"    agenda:\n"
	"      - {key: talk, title: {da: Tal, en: Talk}, minutes: 60, owners: [leader], form: notes}\n"
	"    documents:\n"
	"      - {sheet: good-environment, use: bring, role: guide}\n"
	"    order:\n"
	"      - {rule: after, activity: read}\n"
	"    at: 10\n"
	"  - key: day\n"
	"    phase: second\n"
	"    work: workshop\n"
	"    workshop: future-workshop\n"
	"    title: {da: Dag, en: Day}\n"
	"    purpose: {da: At drømme, en: To dream}\n"
	"    inviter: guide\n"
	"    minutes: 420\n"
	"    participants:\n"
	"      - {role: guide}\n"
	"      - {role: leader, joins: lunch}\n"
	"    hours:\n"
	"      - {role: leader, hours: 3}\n"
	"      - {role: guide, hours: 7, pot: pot}\n"
	"    at: 20\n"
	"  - key: again\n"
	"    phase: second\n"
	"    work: meeting\n"
	"    title: {da: Igen, en: Again}\n"
	"    purpose: {da: At samle op, en: To sum up}\n"
	"    inviter: leader\n"
	"    minutes: 120\n"
	"    participants: [{role: leader}, {role: guide}]\n"
	"    hours:\n"
	"      - {role: leader, hours: 2}\n"
	"      - {role: guide, hours: 2, pot: pot}\n"
	"    order:\n"
	"      - {rule: soon_after, activity: day, within_days: 4}\n"
	"    at: 30\n"
	"gates:\n"
	"  - {key: sure, activity: meet, moment: close, role: leader, answer: text, title: {da: Sikker, en: Sure}, body: {da: Er du, en: Are you}}\n"
	"forms:\n"
	"  - key: notes\n"
	"    title: {da: Noter, en: Notes}\n"
	"    visibility: shared\n"
	"    writers: [leader]\n"
	"    fields:\n"
	"      - {key: note, type: line, label: {da: Note, en: Note}}\n"
	"sheets:\n"
	"  - {sheet: good-environment, number: 1, roles: [leader], phases: [first]}\n"
	"  - {sheet: reading-list, number: 2, roles: [guide], phases: [first]}\n";

static const char workshop[] =
	"kind: workshop\n"
	"key: little\n"
	"version: 1\n"
	"title: {da: Lille, en: Little}\n"
	"summary: {da: Et lille værksted, en: A little workshop}\n"
	"minutes: 60\n"
	"heading: {da: Emnet, en: The subject}\n"
	"people_min: 3\n"
	"people_max: 12\n"
	"rules:\n"
	"  - {key: listen, title: {da: Lyt, en: Listen}, body: {da: Vi lytter, en: We listen}}\n"
	"parking: {title: {da: Plads, en: Lot}, help: {da: Sæt her, en: Put here}}\n"
	"forms:\n"
	"  - key: proposal\n"
	"    title: {da: Forslag, en: Proposal}\n"
	"    visibility: session\n"
	"    writers: [participant]\n"
	"    fields:\n"
	"      - {key: from, type: card, from: [piles], label: {da: Fra, en: From}}\n"
	"      - {key: sort, type: choice, options: [{key: a, title: {da: A, en: A}}, {key: b, title: {da: B, en: B}}], label: {da: Slags, en: Sort}}\n"
	"parts:\n"
	"  - key: one\n"
	"    title: {da: En, en: One}\n"
	"    colour: clay\n"
	"    minutes: 30\n"
	"    leaders: false\n"
	"    purpose: {da: At skrive, en: To write}\n"
	"    steps:\n"
	"      - key: cards\n"
	"        kind: cards\n"
	"        title: {da: Kort, en: Cards}\n"
	"        minutes: 10\n"
	"        max_chars: 120\n"
	"        questions: [{da: Hvad, en: What}]\n"
	"        inspiration: {sheet: good-environment, section: critique}\n"
	"      - {key: piles, kind: group, title: {da: Bunker, en: Piles}, minutes: 10, from: cards}\n"
	"      - {key: vote, kind: vote, title: {da: Vælg, en: Vote}, minutes: 10, from: piles, dots: 3}\n"
	"  - key: two\n"
	"    title: {da: To, en: Two}\n"
	"    colour: pine\n"
	"    minutes: 30\n"
	"    leaders: true\n"
	"    purpose: {da: At gøre, en: To do}\n"
	"    steps:\n"
	"      - {key: split, kind: groups, title: {da: Del, en: Split}, minutes: 5, ways: [self, theme], size_min: 2, size_max: 5}\n"
	"      - {key: write, kind: form, title: {da: Skriv, en: Write}, minutes: 15, form: proposal}\n"
	"      - {key: bye, kind: close, title: {da: Tak, en: Thanks}, minutes: 10}\n";

static const char sheet[] =
	"kind: fact_sheet\n"
	"key: page\n"
	"version: 1\n"
	"title: {da: Ark, en: Sheet}\n"
	"summary: {da: Et ark, en: A sheet}\n"
	"audience: {da: Alle, en: All}\n"
	"sections:\n"
	"  - key: words\n"
	"    title: {da: Ord, en: Words}\n"
	"    body:\n"
	"      da: |\n"
	"        Flere linjer\n"
	"      en: |\n"
	"        Several lines\n"
	"  - key: grid\n"
	"    title: {da: Skema, en: Table}\n"
	"    table:\n"
	"      columns: [{da: A, en: A}, {da: B, en: B}]\n"
	"      rows:\n"
	"        - cells: [{da: 1, en: 1}, {da: 2, en: 2}]\n"
	"  - key: picture\n"
	"    title: {da: Model, en: Model}\n"
	"    model: iglo\n"
	"  - key: books\n"
	"    title: {da: Bøger, en: Books}\n"
	"    references:\n"
	"      - title: {da: En bog, en: A book}\n"
	"        link: https://example.org/\n"
	"        checked: 2025-01-31\n"
	"  - key: themes\n"
	"    title: {da: Emner, en: Themes}\n"
	"    topics:\n"
	"      - {key: noise, title: {da: Larm, en: Noise}}\n"
	"      - {key: nights, title: {da: Nætter, en: Nights}}\n"
	"profiles:\n"
	"  - key: office\n"
	"    title: {da: Kontor, en: Office}\n"
	"    parts:\n"
	"      - section: themes\n"
	"        skip: [nights]\n";

struct mistake {
	const char *message, *base, *find, *put;
};

static const char model[] =
	"kind: model\n"
	"key: round\n"
	"version: 1\n"
	"title: {da: Rundt, en: Round}\n"
	"summary: {da: Tre skridt, en: Three steps}\n"
	"shape: wheel\n"
	"parts:\n"
	"  - {key: a, title: {da: Se, en: See}}\n"
	"  - {key: b, title: {da: Gør, en: Do}}\n"
	"  - {key: c, title: {da: Lær, en: Learn}}\n";

static const struct mistake mistakes[] = {
	/* YAML */
	{ "method.yaml_bracket", sheet, "title: {da: Ark, en: Sheet}", "title: {da: Ark, en: Sheet\nsummary: x}: y" },
	{ "method.yaml_bracket", sheet, "title: {da: Ark, en: Sheet}", "topics: [a, b\n\ntitle: {da: Ark, en: Sheet}" },
	{ "method.yaml_comma", sheet, "title: {da: Ark, en: Sheet}", "title: {da: Ark en: Sheet}" },
	{ "method.yaml_comma", sheet, "title: {da: Ark, en: Sheet}", "title: {da: Husk: ark, en: Sheet}" },
	{ "method.yaml_comma", sheet, "title: {da: Ark, en: Sheet}", "title: {da: \"Ark\" og, en: Sheet}" },
	{ "method.yaml_tab", sheet, "  - key: words", "  \t- key: words" },
	{ "method.yaml_tab", sheet, "title: {da: Ark, en: Sheet}", "title:\n§\tda: Ark\n\ten: Sheet" },
	{ "method.yaml_quote", sheet, "title: {da: Ark, en: Sheet}", "title: {da: \"Ark, en: Sheet}" },
	{ "method.yaml_quote", sheet, "key: page\n", "key: \"page\n" },
	{ "method.yaml_quote", sheet, "key: page\n", "key: 'page\n" },
	/* The next quotation mark closes it, and the complaint comes lines later. */
	{ "method.yaml_quote", sheet, "key: page\nversion: 1\ntitle: {da: Ark, en: Sheet}", "key: \"page\nversion: 1\ntitle: {da: \"Ark\", en: Sheet}" },
	{ "method.yaml_quote", sheet, "version: 1\n", "words:\n§  da: \"en tekst\n  en: \"words\"\nversion: 1\n" },
	{ "method.yaml_colon", sheet, "version: 1\n", "words:\n  da: ord\n§  en: mind: the gap\nversion: 1\n" },
	{ "method.yaml_indent", sheet, "version: 1\n", "version: 1\n§    review: 2027-01-01\n" },
	{ "method.yaml_indent", sheet, "version: 1\n", "words:\n    da: ord\n§  en: words\nversion: 1\n" },
	{ "method.yaml_after_end", sheet, "key: page\n", "key: \"page\" two\n" },
	{ "method.yaml_after_end", sheet, "title: {da: Ark, en: Sheet}", "title: {da: Ark}, {en: Sheet}" },
	{ "method.yaml_no_colon", sheet, "version: 1\n", "version 1\n" },
	{ "method.yaml_mark", sheet, "key: page\n", "key: @page\n" },
	{ "method.yaml_mark", sheet, "key: page\n", "key: * page\n" },
	{ "method.yaml_backslash", sheet, "key: page\n", "key: \"c:\\page\"\n" },
	{ "method.yaml_block", sheet, "key: page\n", "key: |page\n  page\n" },
	{ "method.yaml_dash", sheet, "version: 1\n", "topics: - a\nversion: 1\n" },
	{ "method.yaml_nothing", sheet, "version: 1\n", "topics: [, a]\nversion: 1\n" },
	{ "method.yaml_mark", sheet, "version: 1\n", "topics: ? a\nversion: 1\n" },
	{ "method.yaml_mark", sheet, "version: 1\n", "version: !e!int 1\n" },
	{ "method.yaml_control", sheet, "version: 1\n", "§version: \a1\n" },
	{ "method.alias", sheet, "model: iglo", "model: &m iglo\n    other: §*m" },
	{ "method.several_documents", sheet, "  - key: books", "---\nkey: x\n  - key: books" },
	{ "method.too_deep", sheet, "version: 1", "version: [[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]" },
	/* the form of a field */
	{ "method.unknown_key", programme, "    seat: leader\n", "    seat: leader\n§    chair: soft\n" },
	{ "method.missing_key", programme, "phases:\n  - key: first\n    title", "phases:\n§  - title" },
	{ "method.missing_key", sheet, "kind: fact_sheet\n", "§" },
	{ "method.not_choice", sheet, "kind: fact_sheet", "kind: poem" },
	{ "method.missing_language", programme, "title: {da: Dag, en: Day}", "title: {da: Dag}" },
	{ "method.missing_language", sheet, "      da: |\n        Flere linjer\n", "§" },
	{ "method.repeated_key", programme, "    seat: facilitator\n", "    seat: facilitator\n§    seat: leader\n" },
	{ "method.duplicate_name", programme, "  - key: day\n", "  - key: meet\n" },
	{ "method.duplicate_name", workshop, "{key: vote, kind: vote", "{key: piles, kind: vote" },
	{ "method.want_text", programme, "title: {da: Dag, en: Day}", "title: Dag" },
	{ "method.want_fields", sheet, "  - key: picture", "  - just words\n  - key: picture" },
	{ "method.want_list", programme, "    tasks: [{da: Vis, en: Show}]", "    tasks: {da: Vis, en: Show}" },
	{ "method.want_list", workshop, "ways: [self, theme]", "ways: self" },
	{ "method.want_value", programme, "    minutes: 420", "    minutes: [420]" },
	{ "method.want_number", programme, "    minutes: 420", "    minutes: seven" },
	{ "method.want_number", programme, "    minutes: 420", "    minutes: 0420" },
	{ "method.want_number", programme, "hours: 7,", "hours: 7.125," },
	{ "method.want_number", programme, "    minutes: 420", "    minutes: 4200000" },
	{ "method.negative", programme, "    minutes: 420", "    minutes: -420" },
	{ "method.negative", programme, "hours: 7,", "hours: -7," },
	{ "method.want_truth", workshop, "leaders: false", "leaders: no" },
	{ "method.not_choice", programme, "    work: tasks", "    work: play" },
	{ "method.not_choice", workshop, "ways: [self, theme]", "ways: [self, magic]" },
	{ "method.empty", programme, "da: At læse", "da: ''" },
	{ "method.empty", programme, "da: At læse", "da: '   '" },
	{ "method.empty_list", programme, "tasks: [{da: Vis, en: Show}]", "tasks: []" },
	{ "method.bad_key", programme, "  - key: day\n", "  - key: Day One\n" },
	{ "method.one_line", programme, "title: {da: Dag, en: Day}", "title:\n§      da: |\n        to\n        linjer\n      en: Day" },
	{ "method.control_character", sheet, "da: Alle", "da: \"Al\\0le\"" },
	/* references */
	{ "method.unknown_phase", programme, "    phase: second\n    work: workshop", "    phase: third\n    work: workshop" },
	{ "method.unknown_role", programme, "    inviter: guide", "    inviter: stranger" },
	{ "method.unknown_role", programme, "owners: [leader]", "owners: [leader, stranger]" },
	{ "method.unknown_role", workshop, "writers: [participant]", "writers: [helper]" },
	{ "method.unknown_pot", programme, "prepare: 0.5, pot: pot", "prepare: 0.5, pot: jar" },
	{ "method.unknown_activity", programme, "activity: day,", "activity: night," },
	{ "method.unknown_form", programme, "form: notes", "form: letter" },
	{ "method.unknown_form", workshop, "form: proposal", "form: letter" },
	{ "method.unknown_setting", programme, "{setting: size, is: small}", "{setting: mood, is: small}" },
	{ "method.unknown_option", programme, "{setting: size, is: small}", "{setting: size, is: huge}" },
	{ "method.unknown_option", programme, "    standard: small", "    standard: huge" },
	{ "method.unknown_sheet", programme, "{sheet: good-environment, use: bring", "{sheet: consultant-guide, use: bring" },
	{ "method.unknown_sheet", programme, "{sheet: reading-list, number", "{sheet: no-such, number" },
	{ "method.unknown_sheet", workshop, "sheet: good-environment", "sheet: no-such" },
	{ "method.unknown_section", workshop, "section: critique", "section: cellar" },
	{ "method.unknown_workshop", programme, "workshop: future-workshop", "workshop: past-workshop" },
	{ "method.unknown_part", programme, "joins: lunch", "joins: supper" },
	{ "method.unknown_step", workshop, "from: piles, dots", "from: heaps, dots" },
	{ "method.unknown_step", workshop, "from: [piles]", "from: [heaps]" },
	{ "method.unknown_model", sheet, "model: iglo", "model: cube" },
	/* lengths and hours */
	{ "method.length", programme, "{unit: weeks, min: 1, max: 2, planned: 1}", "{unit: weeks, min: 2, max: 1, planned: 1}" },
	{ "method.length", programme, "{unit: weeks, min: 1, max: 2, planned: 1}", "{unit: weeks, min: 0, max: 2, planned: 1}" },
	{ "method.length_sum", programme, "min: 1, max: 20, planned: 8", "min: 6, max: 20, planned: 8" },
	{ "method.max_below_min", programme, "    min: 1\n    max: 1\n", "    min: 2\n§    max: 1\n" },
	{ "method.hours_sum", programme, "{role: leader, hours: 8}", "{role: leader, hours: 9}" },
	{ "method.pot_sum", programme, "hours: 11.5}\nbudgets", "hours: 12}\nbudgets" },
	{ "method.budget_missing", programme, "  - when: {setting: size, is: small}\n    hours: [{role: leader, hours: 8}, ", "§  - when: {setting: size, is: small}\n    hours: [" },
	{ "method.quarters", programme, "hours: 2, prepare: 0.5", "hours: 2, prepare: 0.4" },
	{ "method.no_hours", programme, "      - {role: leader, hours: 1}", "      - {role: leader}" },
	{ "method.pot_missing", programme, "prepare: 0.5, pot: pot", "prepare: 0.5" },
	{ "method.pot_of_other_role", programme, "{role: leader, hours: 3}", "{role: leader, hours: 3, pot: pot}" },
	{ "method.hours_exceed_event", programme, "hours: 7, pot", "hours: 7.25, pot" },
	/* meetings */
	{ "method.agenda_minutes", programme, "      - {key: talk, title: {da: Tal, en: Talk}, minutes: 60", "      - {key: talk, title: {da: Tal, en: Talk}, minutes: 130" },
	{ "method.owner_absent", programme, "    participants: [{role: leader}, {role: guide}]\n    hours:\n      - {role: leader, hours: 2}\n      - {role: guide, hours: 2, prepare: 0.5, pot: pot}\n    agenda:\n",
	  "    participants: [{role: guide}]\n    hours:\n      - {role: guide, hours: 2, prepare: 0.5, pot: pot}\n    agenda:\n§" },
	{ "method.inviter_absent", programme, "    inviter: guide\n    minutes: 420\n    participants:\n      - {role: guide}\n", "    inviter: guide\n    minutes: 420\n    participants:\n" },
	{ "method.part_without_hours", programme, "      - {role: leader, joins: lunch}\n    hours:\n      - {role: leader, hours: 3}\n", "§      - {role: leader, joins: lunch}\n    hours:\n" },
	{ "method.hours_without_part", programme, "    participants: [{role: leader}, {role: guide}]\n    hours:\n      - {role: leader, hours: 2}\n      - {role: guide, hours: 2, prepare", "    participants: [{role: leader}]\n    hours:\n      - {role: leader, hours: 2}\n§      - {role: guide, hours: 2, prepare" },
	{ "method.only_event", programme, "    purpose: {da: At læse, en: To read}\n", "    purpose: {da: At læse, en: To read}\n§    minutes: 30\n" },
	{ "method.event_needs", programme, "  - key: meet\n    phase: second\n    work: meeting\n    title: {da: Møde, en: Meeting}\n    purpose: {da: At mødes, en: To meet}\n    inviter: leader\n", "§  - key: meet\n    phase: second\n    work: meeting\n    title: {da: Møde, en: Meeting}\n    purpose: {da: At mødes, en: To meet}\n" },
	{ "method.only_workshop", programme, "    purpose: {da: At mødes, en: To meet}\n", "    purpose: {da: At mødes, en: To meet}\n§    workshop: future-workshop\n" },
	{ "method.only_workshop", programme, "participants: [{role: leader}, {role: guide}]\n    hours:\n      - {role: leader, hours: 2}\n      - {role: guide, hours: 2, prepare", "participants: [{role: leader, joins: lunch}, {role: guide}]\n    hours:\n      - {role: leader, hours: 2}\n      - {role: guide, hours: 2, prepare" },
	{ "method.workshop_minutes", programme, "    minutes: 420", "    minutes: 480" },
	{ "method.leader_in_closed_part", programme, "joins: lunch", "joins: dream" },
	{ "method.leader_in_closed_part", programme, "      - {role: leader, joins: lunch}", "      - {role: leader}" },
	{ "method.task_role", programme, "{key: book, role: leader, ", "{key: book, " },
	{ "method.sheet_twice", programme, "{sheet: reading-list, number: 2", "{sheet: reading-list, number: 1" },
	{ "method.too_large_number", programme, "    at: 20", "    at: 120" },
	/* order */
	{ "method.order_impossible", programme, "{rule: after, activity: read}", "{rule: after, activity: day}" },
	{ "method.order_impossible", programme, "{rule: after, activity: read}", "{rule: after, activity: meet}" },
	{ "method.order_impossible", programme, "{rule: after, activity: read}", "{rule: between, activity: read, until: read}" },
	{ "method.order_field", programme, "{rule: after, activity: read}", "{rule: between, activity: read}" },
	{ "method.order_field", programme, "activity: day, within_days: 4}", "activity: day}" },
	{ "method.order_field", programme, "activity: day, within_days: 4}", "activity: day, within_days: 4, at_least_days: 2}" },
	{ "method.too_large_number", programme, "activity: day, within_days: 4}", "activity: day, within_days: 400}" },
	{ "method.at_order", programme, "    at: 30", "    at: 15" },
	{ "method.phase_order", programme, "  - key: again\n    phase: second", "  - key: again\n§    phase: first" },
	/* forms */
	{ "method.choice_needs_options", programme, "{key: note, type: line", "{key: note, type: choice" },
	{ "method.options_without_choice", workshop, "type: choice", "type: line" },
	{ "method.no_cards_here", programme, "{key: note, type: line", "{key: note, type: card" },
	{ "method.card_and_from", workshop, "type: card, from: [piles]", "type: card" },
	/* workshops */
	{ "method.minutes_sum", workshop, "    minutes: 30\n    leaders: false", "    minutes: 25\n    leaders: false" },
	{ "method.minutes_sum", workshop, "minutes: 60\nheading", "minutes: 90\nheading" },
	{ "method.step_twice", workshop, "{key: bye,", "{key: cards," },
	{ "method.field_not_for_kind", workshop, "kind: close,", "kind: close, dots: 3," },
	{ "method.field_not_for_kind", workshop, "kind: close,", "kind: close, comments: true," },
	{ "consultation.without_leaders", workshop, "        max_chars: 120\n", "        comments: true\n        max_chars: 120\n" },
	{ "method.missing_for_kind", workshop, ", dots: 3}", "}" },
	{ "method.missing_for_kind", workshop, "      - key: cards\n        kind: cards\n        title: {da: Kort, en: Cards}\n        minutes: 10\n        max_chars: 120\n", "§      - key: cards\n        kind: cards\n        title: {da: Kort, en: Cards}\n        minutes: 10\n" },
	{ "method.groups_before", workshop, "{key: vote, kind: vote, title: {da: Vælg, en: Vote}, minutes: 10, from: piles, dots: 3}",
	  "{key: vote, kind: elaborate, title: {da: Vælg, en: Vote}, minutes: 10, from: piles, max_chars: 300}" },
	{ "method.from_later", workshop, "from: cards}", "from: vote}" },
	{ "method.from_kind", workshop, "{key: bye, kind: close,", "{key: bye, kind: present, from: vote," },
	{ "method.between", workshop, "dots: 3", "dots: 0" },
	{ "method.between", workshop, "max_chars: 120", "max_chars: 5000" },
	{ "method.max_below_min", workshop, "size_min: 2, size_max: 5", "size_min: 6, size_max: 5" },
	{ "method.max_below_min", workshop, "people_max: 12", "people_max: 2" },
	/* fact sheets */
	{ "method.cells", sheet, "[{da: 1, en: 1}, {da: 2, en: 2}]", "[{da: 1, en: 1}]" },
	{ "method.unknown_section", sheet, "section: themes", "section: cellar" },
	{ "method.unknown_topic", sheet, "skip: [nights]", "skip: [days]" },
	{ "method.profile_says_nothing", sheet, "      - section: themes\n        skip: [nights]\n", "      - section: themes\n" },
	{ "method.profile_skips_all", sheet, "skip: [nights]", "skip: [nights, noise]" },
	{ "method.empty_section", sheet, "  - key: picture\n    title: {da: Model, en: Model}\n    model: iglo\n", "§  - key: picture\n    title: {da: Model, en: Model}\n" },
	/* how a model is drawn */
	{ "method.not_choice", model, "shape: wheel", "shape: pyramid" },
	{ "method.shape_parts", model, "shape: wheel\nparts:\n  - {key: a, title: {da: Se, en: See}}\n", "§shape: wheel\nparts:\n" },
	{ "method.bad_link", sheet, "link: https://example.org/", "link: javascript:alert(1)" },
	{ "method.link_and_checked", sheet, "        link: https://example.org/\n        checked: 2025-01-31\n", "§        link: https://example.org/\n" },
	{ "method.bad_date", sheet, "2025-01-31", "2025-02-31" },
};

static int begin(void **state)
{
	static struct ctx x;
	ctx_init(&x, arena_new(CEILING));
	*state = &x;
	return 0;
}

static int end(void **state)
{
	arena_free(((struct ctx *)*state)->arena);
	return 0;
}

static int load_texts(void **state)
{
	struct ctx x;
	struct arena *arena = arena_new(CEILING);
	ctx_init(&x, arena);
	enum rc rc = ui_init(&x, false);
	if (rc == OK)	/* so that a check refers to what is read already; samspil check itself reads it each time */
		rc = method_init(&x, NULL);
	if (rc != OK)
		print_error("%s\n", x.fault.cause);
	arena_free(arena);
	return rc == OK ? 0 : -1;
}

static int line_at(struct str text, size_t place)
{
	int line = 1;
	for (size_t i = 0; i < place; i++)
		line += text.p[i] == '\n';
	return line;
}

static size_t place_of(struct str text, struct str part)
{
	for (size_t i = 0; i + part.n <= text.n; i++)
		if (memcmp(text.p + i, part.p, part.n) == 0)
			return i;
	return text.n;
}

/* Every message is said in both languages with all its values in place. */
/* A placeholder that nothing was put into; a brace may stand in what is quoted back. */
static bool has_open_place(struct str said)
{
	for (size_t i = 0; i < said.n; i++) {
		size_t n = i + 1;
		while (said.p[i] == '{' && n < said.n && said.p[n] >= 'a' && said.p[n] <= 'z')
			n++;
		if (n > i + 1 && n < said.n && said.p[n] == '}')
			return true;
	}
	return false;
}

static bool is_said(struct ctx *x, const struct method_fault *f)
{
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		x->lang = (enum lang)lang;
		struct str said = method_fault_line(x, f);
		struct str start = str_fmt(x->arena, "%s:%d: ", f->file, f->line);
		if (str_starts(said, start) && !str_contains(said, str_of(f->message)) && !has_open_place(said))
			continue;
		print_error("not said: %.*s\n", STR_ARG(said));
		return false;
	}
	return true;
}

static void print_faults(const struct method_faults *faults)
{
	for (const struct method_fault *f = faults->first; f; f = f->next)
		print_error("  got %s:%d: %s\n", f->file, f->line, f->message);
}

static bool has_fault(const struct method_faults *faults, const char *message, int line)
{
	for (const struct method_fault *f = faults->first; f; f = f->next)
		if (f->line == line && strcmp(f->message, message) == 0)
			return true;
	return false;
}

static void bases_are_without_fault(void **state)
{
	static const char *const bases[] = { programme, workshop, sheet, model };
	for (size_t i = 0; i < 4; i++) {
		struct method_faults faults;
		method_check_bytes(*state, "base.yaml", str_of(bases[i]), &faults);
		print_faults(&faults);
		assert_int_equal(faults.n, 0);
	}
}

/* Checks one case; false with an explanation if the fault is not reported. */
static bool reported(struct ctx *x, const struct mistake *m)
{
	struct str base = str_of(m->base), mark = S("§");
	size_t at = place_of(base, str_of(m->find));
	if (at == base.n) {
		print_error("'%s' does not stand in the base\n", m->find);
		return false;
	}
	struct str changed = str_fmt(x->arena, "%.*s%s%s", (int)at, base.p, m->put, base.p + at + strlen(m->find));
	size_t marked = place_of(changed, mark);
	int line = line_at(changed, marked < changed.n ? marked : at);
	struct method_faults faults;
	method_check_bytes(x, "case.yaml", str_replace(x->arena, changed, mark, S("")), &faults);
	if (has_fault(&faults, m->message, line))
		return is_said(x, faults.first);
	print_error("expected %s at line %d after writing '%s'\n", m->message, line, m->put);
	print_faults(&faults);
	return false;
}

static void every_mistake_is_named_with_its_line(void **state)
{
	size_t missed = 0;
	for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++) {
		struct ctx *x = *state;
		arena_reset(x->arena);
		ctx_init(x, x->arena);
		missed += !reported(x, &mistakes[i]);
	}
	assert_int_equal(missed, 0);
}

static void a_fault_reads_like_a_sentence(void **state)
{
	struct ctx *x = *state;
	struct method_faults faults;
	struct str text = str_replace(x->arena, str_of(sheet), S("version: 1\n"), S(""));
	method_check_bytes(x, "own/page.yaml", text, &faults);
	assert_int_equal(faults.n, 1);
	x->lang = DA;
	assert_true(str_eq(method_fault_line(x, faults.first), S("own/page.yaml:1: Feltet »version« mangler.")));
	x->lang = EN;
	assert_true(str_eq(method_fault_line(x, faults.first), S("own/page.yaml:1: The field \"version\" is missing.")));
}

/* Handed over when nothing required is open: without anything required it never is a draft. */
static void what_is_handed_over_requires_something(void **state)
{
	static const char worksheet[] =
		"kind: worksheet\n"
		"key: agreed\n"
		"version: 1\n"
		"title: {da: Aftalt, en: Agreed}\n"
		"summary: {da: Et ark, en: A sheet}\n"
		"privacy: private\n"
		"keep_days: 0\n"
		"handed_over: true\n"
		"sections:\n"
		"  - key: words\n"
		"    title: {da: Ord, en: Words}\n"
		"    fields:\n"
		"      - {key: what, type: line, required: true, label: {da: Hvad, en: What}}\n";
	struct ctx *x = *state;
	struct method_faults faults;
	method_check_bytes(x, "own/agreed.yaml", str_of(worksheet), &faults);
	assert_int_equal(faults.n, 0);
	method_check_bytes(x, "own/agreed.yaml", str_replace(x->arena, str_of(worksheet), S(", required: true"), S("")), &faults);
	assert_int_equal(faults.n, 1);
	assert_string_equal(faults.first->message, "method.nothing_required");
	assert_int_equal(faults.first->line, 8);
	/* A sheet that stays with its writer may ask for nothing. */
	struct str kept = str_replace(x->arena, str_of(worksheet), S(", required: true"), S(""));
	method_check_bytes(x, "own/agreed.yaml", str_replace(x->arena, kept, S("handed_over: true"), S("handed_over: false")), &faults);
	assert_int_equal(faults.n, 0);
}

static void several_faults_come_in_order_of_lines(void **state)
{
	struct ctx *x = *state;
	struct method_faults faults;
	struct str text = str_replace(x->arena, str_of(sheet), S("version: 1"), S("version: one"));
	text = str_replace(x->arena, text, S(", en: Model"), S(""));
	text = str_replace(x->arena, text, S("en: All"), S("en: All, de: Alle"));
	method_check_bytes(x, "x.yaml", text, &faults);
	assert_int_equal(faults.n, 3);
	assert_int_equal(faults.first->line, 3);
	assert_int_equal(faults.first->next->line, 6);
	assert_int_equal(faults.first->next->next->line, 22);
}

static void long_text_tells_how_long(void **state)
{
	struct ctx *x = *state;
	struct method_faults faults;
	struct str many = S("x");
	while (many.n < 256)
		many = str_cat(x->arena, many, many);
	struct str text = str_replace(x->arena, str_of(sheet), S("da: Ark"), str_fmt(x->arena, "da: %.*s", STR_ARG(many)));
	method_check_bytes(x, "x.yaml", text, &faults);
	assert_true(has_fault(&faults, "method.too_long", 4));
	assert_int_equal(val_get_int(faults.first->args, "length", 0), 256);
	assert_int_equal(val_get_int(faults.first->args, "max", 0), 160);
}

static void long_lists_are_refused(void **state)
{
	struct ctx *x = *state;
	struct method_faults faults;
	struct str rows = S("[");
	for (int i = 0; i < 201; i++)
		rows = str_cat(x->arena, rows, S("{da: a, en: a}, "));
	struct str text = str_replace(x->arena, str_of(programme), S("[{da: Vis, en: Show}"), rows);
	method_check_bytes(x, "x.yaml", text, &faults);
	assert_true(has_fault(&faults, "method.too_many", 31));
}

static void what_is_no_method_at_all(void **state)
{
	struct ctx *x = *state;
	struct method_faults faults;
	method_check_bytes(x, "x.yaml", S(""), &faults);
	assert_true(has_fault(&faults, "method.no_document", 1));
	method_check_bytes(x, "x.yaml", S("\n- a list\n"), &faults);
	assert_true(has_fault(&faults, "method.no_document", 2));
	method_check_bytes(x, "x.yaml", S("kind: fact_sheet\ntitle: bl\xe5\n"), &faults);
	assert_true(has_fault(&faults, "method.not_utf8", 2));
	char *huge = arena_alloc(x->arena, (1 << 20) + 1);
	memset(huge, ' ', (1 << 20) + 1);
	method_check_bytes(x, "x.yaml", (struct str){ huge, (1 << 20) + 1 }, &faults);
	assert_true(has_fault(&faults, "method.too_large", 1));
}

/* What a word processor makes is refused as such, and UTF-16 as wrong letters. */
static void what_is_no_text_at_all(void **state)
{
	static const struct { struct str bytes; const char *message; } files[] = {
		{ S("PK\x03\x04\x14\0\x06\0[Content_Types].xml"), "method.not_text" },
		{ S("%PDF-1.7\n%\xe2\xe3\n"), "method.not_text" },
		{ S("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "method.not_text" },
		{ S("kind: model\n\0\n"), "method.not_text" },
		{ S("\xff\xfek\0i\0n\0d\0"), "method.not_utf8" },
	};
	struct ctx *x = *state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		struct method_faults faults;
		method_check_bytes(x, "x.yaml", files[i].bytes, &faults);
		assert_int_equal(faults.n, 1);
		assert_true(has_fault(&faults, files[i].message, 1));
		assert_true(is_said(x, faults.first));
	}
}

/* A file of nothing but quotes over two lines, of the size that is allowed, is read at once. */
static void a_file_of_long_quotes_is_read_once(void **state)
{
	static const char entry[] = "- \"a\n  b\"\n";
	enum { ENTRIES = 90000, SECONDS_MAX = 10 };
	struct ctx *x = *state;
	struct method_faults faults;
	struct buf b;
	buf_init(&b, 1 << 20);
	for (int i = 0; i < ENTRIES; i++)
		buf_str(&b, str_of(entry));
	buf_str(&b, S("- [a\n"));
	time_t begun = time(NULL);
	method_check_bytes(x, "x.yaml", buf_take(&b, x->arena), &faults);
	assert_true(has_fault(&faults, "method.yaml_bracket", 2 * ENTRIES + 1));
	assert_true(time(NULL) - begun < SECONDS_MAX);
}

static void an_unknown_kind_is_told_every_kind(void **state)
{
	static const char *const kinds[METHOD_KIND_COUNT] = {
		[METHOD_PROGRAMME] = "programme", [METHOD_WORKSHOP] = "workshop", [METHOD_SHEET] = "fact_sheet", [METHOD_MODEL] = "model",
		[METHOD_DECK] = "deck", [METHOD_WORKSHEET] = "worksheet", [METHOD_QUESTIONS] = "question_set",
	};
	struct ctx *x = *state;
	struct method_faults faults;
	method_check_bytes(x, "x.yaml", S("kind: poem\n"), &faults);
	assert_true(has_fault(&faults, "method.not_choice", 1));
	struct str known = val_get(faults.first->args, S("known"))->text;
	for (size_t k = 0; k < METHOD_KIND_COUNT; k++) {
		struct str rest = known, word;
		bool named = false;
		while (str_next(&rest, ',', &word))
			named |= str_eqz(str_trim(word), kinds[k]);
		assert_true(named);
	}
}

static void at_most_two_hundred_faults(void **state)
{
	struct ctx *x = *state;
	struct method_faults faults;
	struct str text = S("kind: fact_sheet\n");
	for (int i = 0; i < 400; i++)
		text = str_cat(x->arena, text, str_fmt(x->arena, "no_%d: 1\n", i));
	method_check_bytes(x, "x.yaml", text, &faults);
	assert_int_equal(faults.n, METHOD_FAULTS_MAX);
}

/* ---- files */

static const char *write_file(struct ctx *x, const char *dir, const char *name, struct str text)
{
	const char *path = str_fmt(x->arena, "%s/%s", dir, name).p;
	FILE *f = fopen(path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(text.p, 1, text.n, f), text.n);
	assert_int_equal(fclose(f), 0);
	return path;
}

static void a_directory_is_checked_together(void **state)
{
	struct ctx *x = *state;
	struct method_faults faults;
	char dir[] = "/tmp/method-test-XXXXXX";
	assert_non_null(mkdtemp(dir));
	struct str mine = str_replace(x->arena, str_of(sheet), S("model: iglo"), S("model: own"));
	const char *sub = str_fmt(x->arena, "%s/sub", dir).p;
	assert_int_equal(mkdir(sub, 0700), 0);
	const char *one = write_file(x, dir, "one.yaml", mine);
	const char *two = write_file(x, sub, "two.yaml",
		S("kind: model\nkey: own\nversion: 1\ntitle: {da: E, en: O}\nsummary: {da: E, en: O}\n"
		  "parts:\n  - {key: a, title: {da: A, en: A}}\n"));
	assert_int_equal(method_check(x, str_of(dir), &faults), OK);
	print_faults(&faults);
	assert_int_equal(faults.n, 0);

	/* Alone, the sheet refers to nothing. */
	assert_int_equal(method_check(x, str_of(one), &faults), OK);
	assert_true(has_fault(&faults, "method.unknown_model", 23));
	assert_string_equal(faults.first->file, one);

	/* A second document with the same key is a fault; one that takes a built-in's place is not. */
	const char *three = write_file(x, dir, "three.yaml", mine);
	assert_int_equal(method_check(x, str_of(dir), &faults), OK);
	assert_true(has_fault(&faults, "method.duplicate_document", 2));
	assert_int_equal(faults.n, 1);
	write_file(x, dir, "three.yaml", str_replace(x->arena, mine, S("key: page"), S("key: reading-list")));
	assert_int_equal(method_check(x, str_of(dir), &faults), OK);
	assert_int_equal(faults.n, 0);

	/* To refer to a document that has faults is not a second fault. */
	write_file(x, sub, "two.yaml", S("kind: model\nkey: own\n"));
	assert_int_equal(method_check(x, str_of(dir), &faults), OK);
	for (const struct method_fault *f = faults.first; f; f = f->next)
		assert_string_equal(f->file, two);
	assert_true(faults.n > 0);

	assert_int_equal(unlink(one) | unlink(two) | unlink(three) | rmdir(sub) | rmdir(dir), 0);
	assert_int_equal(method_check(x, str_of(dir), &faults), NOT_FOUND);
}

static void a_directory_may_replace_what_is_built_in(void **state)
{
	struct ctx *x = *state;
	char dir[] = "/tmp/method-test-XXXXXX";
	assert_non_null(mkdtemp(dir));
	const char *path = write_file(x, dir, "list.yaml",
		str_replace(x->arena, str_of(sheet), S("key: page"), S("key: reading-list")));
	assert_int_equal(method_init(x, dir), OK);
	assert_string_equal(method_sheet(S("reading-list"))->head.title.da, "Ark");
	assert_non_null(method_sheet(S("good-environment")));

	/* The workshop opens the section "critique" of this sheet: without it, no start. */
	write_file(x, dir, "list.yaml", str_replace(x->arena, str_of(sheet), S("key: page"), S("key: good-environment")));
	assert_int_equal(method_init(x, dir), FAILED);
	fault_clear(x);
	assert_int_equal(unlink(path) | rmdir(dir), 0);
	assert_int_equal(method_init(x, dir), FAILED);
	fault_clear(x);
	assert_int_equal(method_init(x, NULL), OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(bases_are_without_fault, begin, end),
		cmocka_unit_test_setup_teardown(every_mistake_is_named_with_its_line, begin, end),
		cmocka_unit_test_setup_teardown(a_fault_reads_like_a_sentence, begin, end),
		cmocka_unit_test_setup_teardown(what_is_handed_over_requires_something, begin, end),
		cmocka_unit_test_setup_teardown(several_faults_come_in_order_of_lines, begin, end),
		cmocka_unit_test_setup_teardown(long_text_tells_how_long, begin, end),
		cmocka_unit_test_setup_teardown(long_lists_are_refused, begin, end),
		cmocka_unit_test_setup_teardown(what_is_no_method_at_all, begin, end),
		cmocka_unit_test_setup_teardown(what_is_no_text_at_all, begin, end),
		cmocka_unit_test_setup_teardown(a_file_of_long_quotes_is_read_once, begin, end),
		cmocka_unit_test_setup_teardown(an_unknown_kind_is_told_every_kind, begin, end),
		cmocka_unit_test_setup_teardown(at_most_two_hundred_faults, begin, end),
		cmocka_unit_test_setup_teardown(a_directory_is_checked_together, begin, end),
		cmocka_unit_test_setup_teardown(a_directory_may_replace_what_is_built_in, begin, end),
	};
	return cmocka_run_group_tests(tests, load_texts, NULL);
}
