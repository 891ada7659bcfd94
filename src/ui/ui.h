/* ui.h -- how things are said and shown: templates, translations, Markdown,
 * dates in words. Front door of the room.
 *
 * Templates are Mustache over the value tree, built into the program from
 * src/<room>/<name>.html and named "<room>/<name>". The first line may be
 * {{! layout: NAME }} (page, console, phone, wall, device, none; default page),
 * whose template is "ui/layout_NAME" and says {{content}} where the page goes;
 * the next may be {{! title: room.key }}, the text that {{title}} shows in the
 * layout when the tree has no `title`.
 *
 * Names: {{_.people.title}} is the translation "people.title" in the reader's
 * language; its {placeholders} are looked up in the tree like any name, and a
 * plural entry is chosen by {n}. `form.*`, `error.*` and a name written with a
 * question mark ({{#hint?}}) may be absent; any other unknown name is an error
 * in strict mode (tests), empty otherwise. A partial sees the names of the place
 * that calls it.
 * Escaping is decided when a template loads: text and quoted attributes are
 * escaped; href, src, action, formaction, hx-get, hx-post and the like accept
 * only paths of ours ("/x", not "//x"), "?x", "#x", http(s), mailto and tel, and
 * write "#" for all else; a value later in an address ("/x?q={{q}}") is
 * percent-encoded as one part of it. A value inside <script>, <style>, a
 * comment, on*=, style=, srcset=, content=, hx-vals=, hx-headers=, hx-trigger=, an
 * unquoted attribute or a tag name refuses to load, and so does a section that
 * ends elsewhere in the markup than it begins. {{{ }}} and {{& }} are refused in
 * our templates; VAL_HTML is written as it is in running text (not in
 * attributes, <title> and <textarea>, where it is escaped like text).
 *
 * Thread: any, after ui_init(). Errors: FAILED with the cause. */
#pragma once
#include "core/val.h"

/* Loads and checks every built-in template and catalogue; every fault is logged
 * as "file:line: why", the first is the cause. strict: unknown names fail. Once
 * per process, before other threads; a second call starts anew. What it loads
 * lives until the process ends. */
must_use enum rc ui_init(struct ctx *x, bool strict);

must_use enum rc ui_render(struct ctx *x, const char *view, const struct val *tree, struct buf *out);	/* no layout */
must_use enum rc ui_page(struct ctx *x, const char *view, const struct val *tree, struct buf *out);	/* with its layout */

/* Translation. Plain text: whoever writes it into HTML escapes it. An unknown key
 * fails the build (tools/check_po.py finds the keys used) and shows as itself.
 * A placeholder that args lacks is left empty. Memory: the arena of x, or constant. */
struct str ui_text(struct ctx *x, const char *key);
struct str ui_text_args(struct ctx *x, const char *key, const struct val *args);

/* Markdown of users or content to trusted HTML: paragraphs, lists, emphasis,
 * links (http, https, mailto, rel=noreferrer), tables, headings from level 3; raw HTML is text. */
struct str ui_markdown(struct ctx *x, struct str text);

/* "14. april" / "14 April"; with the year when it is not this year. */
struct str ui_date(struct ctx *x, struct date d);
struct str ui_date_long(struct ctx *x, struct date d);		/* "tirsdag den 14. april 2026" */
struct str ui_time(struct ctx *x, int minutes);			/* "kl. 9.00" / "9:00" */
struct str ui_date_time(struct ctx *x, struct date d, int minutes);	/* "14. april kl. 9.00" */
struct str ui_month_short(struct ctx *x, struct date d);	/* "apr" */
struct str ui_month(struct ctx *x, struct date d);		/* "april" */
struct str ui_minutes(struct ctx *x, int64_t minutes);		/* "1 t 30 min" */
struct str ui_hours(struct ctx *x, int64_t minutes);		/* 210 -> "3,5" / "3.5", 45 -> "0,75"; hundredths, rounded */
